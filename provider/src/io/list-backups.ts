import { dirname, join, resolve } from "node:path";
import { backupFolder, backupTime } from "./backup";
import type { BackupPolicy } from "./backup";
import { errnoOf, onFile } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";

/** One file that holds what another held once. */
export interface Backup {
  readonly name: string;
  readonly path: string;
  /** From the name, in milliseconds since 1970. */
  readonly time: number;
  /** In bytes. */
  readonly size: number;
}

export interface Backups {
  /** What we made before writing, newest first. */
  readonly own: readonly Backup[];
  /** Other programs' versions that a write of ours met in the instant of replacement: never pruned. */
  readonly replaced: readonly Backup[];
}

/**
 * Finds the backups of a file, which itself may be gone.
 *
 * @throws IdentityError E_FILE_NOT_FOUND, E_FILE_ACCESS, E_FILE where a folder can't be read
 */
export async function listBackups(
  path: string,
  policy: BackupPolicy,
  fileSystem: FileSystem = realFileSystem,
): Promise<Backups> {
  const real = await fileSystem.realpath(path).catch(() => resolve(path));
  return {
    own: await filesNamedFor(real, backupFolder(real, policy), fileSystem),
    replaced: await filesNamedFor(`${real}.replaced`, dirname(real), fileSystem),
  };
}

async function filesNamedFor(
  original: string,
  folder: string,
  fileSystem: FileSystem,
): Promise<readonly Backup[]> {
  const names = await onFile(folder, () => fileSystem.readdir(folder));
  const found: Backup[] = [];
  for (const name of names) {
    const time = backupTime(original, name);
    if (time === undefined) continue;
    const path = join(folder, name);
    try {
      const stats = await fileSystem.lstat(path);
      if (stats.isFile()) found.push({ name, path, time, size: stats.size });
    } catch (error) {
      // Pruned by somebody else in between.
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
  return found.sort((left, right) => right.time - left.time);
}
