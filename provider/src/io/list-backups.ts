import { dirname, join } from "node:path";
import { parseBackupName } from "./backup-name";
import { newestFirst } from "./backup-order";
import type { Dated } from "./backup-order";
import { backupPlace } from "./backup-place";
import type { BackupPolicy } from "./backup-place";
import { errnoOf, onFile } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";

/** One file that holds the earlier content of another. */
export interface Backup extends Dated {
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface Backups {
  /** What we made before writing to this file, newest first. */
  readonly own: readonly Backup[];
  /** Other programs' versions that a write of ours met in the instant of replacement: never pruned. */
  readonly replaced: readonly Backup[];
  /**
   * Backups of some file with this name, not known which: version 0.1.0 made them in a folder that is not the file's
   * own.
   */
  readonly unclaimed: readonly Backup[];
  /** How many backups of other files with this name are beside those. */
  readonly others: number;
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
  const { file, folder, isOwnFolder, mark } = await backupPlace(path, policy, fileSystem);
  const own = dirname(file);
  const beside = await filesNamedFor(file, own, fileSystem);
  const apart = isOwnFolder ? [] : await filesNamedFor(file, folder, fileSystem);
  const marked = [...beside, ...apart].filter((each) => each.mark === mark);
  const unmarked = (each: Found): boolean => each.mark === undefined;
  return {
    own: newestFirst([...marked, ...beside.filter(unmarked)]),
    replaced: newestFirst((await filesNamedFor(`${file}.replaced`, own, fileSystem)).filter(unmarked)),
    unclaimed: newestFirst(apart.filter(unmarked)),
    others: apart.filter((each) => each.mark !== undefined && each.mark !== mark).length,
  };
}

interface Found extends Backup {
  readonly mark?: string;
}

async function filesNamedFor(
  original: string,
  folder: string,
  fileSystem: FileSystem,
): Promise<readonly Found[]> {
  const names = await onFile(folder, () => fileSystem.readdir(folder));
  const found: Found[] = [];
  for (const name of names) {
    const said = parseBackupName(original, name);
    if (said === undefined) continue;
    const path = join(folder, name);
    try {
      const stats = await fileSystem.lstat(path);
      if (stats.isFile()) found.push({ name, path, ...said, size: stats.size, changed: stats.ctimeMs });
    } catch (error) {
      // Pruned by somebody else in between.
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
  return found;
}
