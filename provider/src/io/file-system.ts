import * as promises from "node:fs/promises";
import { exchangeNames } from "./exchange-names";

/** The calls of the file system that this layer makes: the seam at which tests let single steps fail. */
export interface FileSystem extends Pick<
  typeof promises,
  "link" | "lstat" | "open" | "rename" | "stat" | "unlink"
> {
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  /**
   * Exchanges what two names hold in one step: neither is ever missing. Fails where the system can't do that, and where
   * `check`, which runs just before, does.
   */
  exchange(left: string, right: string, check: () => Promise<void>): Promise<void>;
}

export const realFileSystem: FileSystem = { ...promises, exchange: exchangeNames };
