export { CommitQueue } from "./commit-queue";
export { FileStore } from "./file/file-store";
export type { FileStoreSettings } from "./file/file-store";
export { MemoryStore } from "./memory/memory-store";
export type { MemoryKey } from "./memory/memory-store";
export { openStore } from "./open-store";
export type { StoreSettings } from "./open-store";
export type { Capabilities, ChangeResult, Query, Store } from "./store";
export { fingerprint } from "./stored-password";
