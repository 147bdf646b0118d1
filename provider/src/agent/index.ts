export { agentFile } from "./agent-file";
export type {
  AgentAnswer,
  AgentKey,
  AgentPassword,
  AgentRequest,
  AgentServer,
  BatchResult,
} from "./agent-messages";
export { liveFingerprint } from "./live-fingerprint";
export { openAgent } from "./open-agent";
export type { RunBatch } from "./open-agent";
export { agentSettings, refuseSecondHop, writtenAgentSettings } from "./agent-settings";
export type { AgentSettings } from "./agent-settings";
