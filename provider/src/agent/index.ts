export { agentFile } from "./agent-file";
export type {
  AgentAnswer,
  AgentAttribute,
  AgentConfigFile,
  AgentElement,
  AgentKey,
  AgentPassword,
  AgentRequest,
  AgentServer,
  BatchResult,
  ElementPlace,
} from "./agent-messages";
export { liveFingerprint } from "./live-fingerprint";
export { livePassword } from "./live-password";
export { openAgent } from "./open-agent";
export type { RunBatch } from "./open-agent";
export { agentSettings, refuseSecondHop, writtenAgentSettings } from "./agent-settings";
export type { AgentSettings } from "./agent-settings";
