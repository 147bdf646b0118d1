import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { FileSystem } from "./file-system";

/** An open file, and the name by which it was opened. */
export interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
}

// Windows knows neither, and ignores what is not defined.
const noLink = constants.O_NOFOLLOW;
const noWait = constants.O_NONBLOCK;

/** Opens what a name itself holds for reading. A link there is refused (ELOOP), and a pipe does not block. */
export async function openPlain(path: string, fileSystem: FileSystem): Promise<OpenFile> {
  return { path, handle: await fileSystem.open(path, constants.O_RDONLY | noLink | noWait) };
}

/**
 * Opens it for writing, too, and closes it again: `access` answers for the real user and, on Windows, knows no
 * access-control lists. @throws the system's error
 */
export async function tryWriting(path: string, fileSystem: FileSystem): Promise<void> {
  await (await fileSystem.open(path, constants.O_RDWR | noLink | noWait)).close();
}
