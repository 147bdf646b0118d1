import * as promises from "node:fs/promises";

/** The calls of the file system that this layer makes: the seam at which tests let single steps fail. */
export interface FileSystem extends Pick<
  typeof promises,
  "chmod" | "chown" | "link" | "lstat" | "open" | "rename" | "stat" | "unlink"
> {
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
}

export const realFileSystem: FileSystem = promises;
