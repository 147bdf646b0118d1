export type { CommandSettings } from "./command";
export type { LocalSettings } from "./local";
export { openTransport } from "./open-transport";
export type { TransportSettings } from "./open-transport";
export type { SshSettings } from "./ssh";
export { findProgram } from "./surroundings";
export type { AgentFile, AgentProcess, Ended, Transport } from "./transport";
export { commandSettings, localSettings, sshSettings, transportSettings } from "./transport-settings";
