import * as promises from "node:fs/promises";

/** The calls of the file system that this layer makes: the seam at which tests let single steps fail. */
export type FileSystem = Pick<
  typeof promises,
  "chmod" | "chown" | "link" | "lstat" | "open" | "readdir" | "realpath" | "rename" | "stat" | "unlink"
>;

export const realFileSystem: FileSystem = promises;
