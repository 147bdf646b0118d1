import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { foldCase } from "../domain";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { isOneFile, truePath } from "./true-path";

/** How many backups of one file stay, how long, and where. */
export interface BackupPolicy {
  /** At most this many, the newest of them; 3 if left out. The one made last always stays. */
  readonly keep?: number | undefined;
  /** Days of 24 hours, counted from the time in the backup's name; 30 if left out. */
  readonly maxAgeDays?: number | undefined;
  /** An existing folder, absolute or relative to the file's own; if left out, the file's own. */
  readonly directory?: string | undefined;
}

/** Where a file's backups are made, and how they are distinguished from those of other files. */
interface BackupPlace {
  /** The one true path of the file, which may be gone. */
  readonly file: string;
  /** Where new ones are made. */
  readonly folder: string;
  readonly isOwnFolder: boolean;
  /** In the names of this file's backups in every folder but the file's own. */
  readonly mark: string;
}

/**
 * In the file's own folder its last name says whose a backup is, even after the folder was moved. Another folder may
 * hold the backups of many files, so their names need a mark.
 */
export async function backupPlace(
  path: string,
  policy: BackupPolicy,
  fileSystem: FileSystem = realFileSystem,
): Promise<BackupPlace> {
  const file = await truePath(path, fileSystem);
  const own = dirname(file);
  const named =
    policy.directory === undefined ? own : await truePath(resolve(own, policy.directory), fileSystem);
  const isOwnFolder = await isOneFile(own, named, fileSystem);
  return { file, folder: isOwnFolder ? own : named, isOwnFolder, mark: markOf(file) };
}

/**
 * Half of a SHA-256 over the host's name and the file's path: two machines that share a folder for their backups may
 * have their metabases at the same path.
 */
function markOf(file: string): string {
  return createHash("sha256")
    .update(`${foldCase(hostname())}\0${file}`)
    .digest("hex")
    .slice(0, 32);
}
