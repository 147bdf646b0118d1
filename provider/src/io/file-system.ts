import * as promises from "node:fs/promises";
import { exchangeNames } from "./exchange-names";

/** The calls of the file system that this layer makes. Tests replace them to let single steps fail. */
export interface FileSystem extends Pick<
  typeof promises,
  "link" | "lstat" | "open" | "rename" | "stat" | "unlink"
> {
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  /**
   * Exchanges what two names hold in one step, so that neither is ever missing. Fails if the system can't do that, and
   * if `check`, which runs just before, fails.
   */
  exchange(left: string, right: string, check: () => Promise<void>): Promise<void>;
}

export const realFileSystem: FileSystem = { ...promises, exchange: exchangeNames };
