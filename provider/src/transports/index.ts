export { openTransport } from "./open-transport";
export { findProgram } from "./local-machine";
export type { AgentFile, AgentProcess, Ended, Transport } from "./transport";
export { commandSettings, localSettings, sshSettings, transportSettings } from "./transport-settings";
export type { TransportSettings } from "./transport-settings";
