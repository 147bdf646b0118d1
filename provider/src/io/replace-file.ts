import { setTimeout as wait } from "node:timers/promises";
import type { AccessControl } from "./access-control";
import { makeBackup } from "./backup";
import type { BackupPolicy } from "./backup-place";
import { besideName } from "./beside-name";
import { errnoOf, fileError } from "./file-error";
import { identify, sameContent } from "./file-identity";
import type { FileIdentity } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { clearLeftovers } from "./leftovers";
import { pruneBackups } from "./prune-backups";
import { holdsBytes } from "./read-file";
import type { FileReading } from "./read-file";
import { changedMeanwhile, readOnly, replacedMeanwhile } from "./replace-error";
import { takeWitness } from "./witness";
import type { Witness } from "./witness";
import { removeQuietly, syncFolderOf, writeNewFile } from "./write-file";

export interface Replacement {
  /** The file as it was read; it is replaced only where it still is that. */
  readonly reading: FileReading;
  /** The whole new content. */
  readonly bytes: Buffer;
  /** Left out, no backup is made: for a process's later writes. */
  readonly backup?: BackupPolicy | undefined;
  readonly access: AccessControl;
  readonly fileSystem?: FileSystem;
  /** Pauses in milliseconds before a refused rename is tried again. */
  readonly renamePausesMs?: readonly number[];
}

export interface Replaced {
  /** Of the new file. */
  readonly identity: FileIdentity;
  readonly backupPath?: string;
  /** Sentences for people: what failed after the write and does not undo it. */
  readonly warnings: readonly string[];
}

// On Windows a virus scanner or an indexer may hold the file for a moment.
const defaultRenamePausesMs = [10, 20, 40, 80, 160, 320, 640];

/**
 * Replaces a file whole, in one step: whoever opens it sees the old or the new bytes, after a crash, too. Call it under
 * the file's lock. Whatever fails before the rename leaves nothing behind.
 *
 * What can't be noticed is another program that puts a new file in this place between the last two calls, link and
 * rename, or that opened the file before and writes to it after the last compare. On Windows volumes without hard links
 * nothing that happens after the compare before the rename is noticed. Other hard links of the file keep the old content.
 *
 * @throws IdentityError E_CHANGED_MEANWHILE, E_READ_ONLY, E_FILE_ACCESS, E_DISK_FULL, E_BACKUP, E_ACCESS_CONTROL,
 * E_FILE_NOT_FOUND, E_FILE: nothing was written. E_REPLACED_MEANWHILE: written, but another program's change fell into
 * the instant of the rename; the error names the file that holds it.
 */
export async function replaceFile(replacement: Replacement): Promise<Replaced> {
  const { reading, bytes, access, fileSystem = realFileSystem } = replacement;
  const { path } = reading;
  const temporary = besideName(path, "new");
  let backupPath: string | undefined;
  let witness: Witness;
  let written: FileIdentity;
  try {
    await requireWritable(path, fileSystem);
    if (!sameContent(await identify(path, fileSystem), reading.identity)) throw changedMeanwhile(path);
    await clearLeftovers(path, fileSystem).catch(() => undefined);
    await writeNewFile({ path: temporary, bytes, like: path }, access, fileSystem);
    written = await identify(temporary, fileSystem);
    if (replacement.backup !== undefined) {
      backupPath = await makeBackup(reading, replacement.backup, access, fileSystem);
    }
    witness = await exchange(replacement, temporary, fileSystem);
  } catch (error) {
    await removeQuietly(temporary, fileSystem);
    if (backupPath !== undefined) await removeQuietly(backupPath, fileSystem);
    throw fileError(error, path);
  }

  await syncFolderOf(path, fileSystem);
  const warnings: string[] = [];
  if (await stillAsRead(witness, reading, warnings)) await witness.release();
  else throw replacedMeanwhile(path, await witness.keep());
  if (replacement.backup !== undefined && backupPath !== undefined) {
    warnings.push(...(await pruneBackups(path, replacement.backup, backupPath, fileSystem)));
  }
  // The rename sets the new file's ctime. A file that is not ours any more must not pass for the one written.
  const found = await identify(path, fileSystem).catch(() => written);
  const identity = sameContent(found, written) ? found : written;
  return { identity, warnings, ...(backupPath === undefined ? {} : { backupPath }) };
}

/** Compares for the last time and renames; where the rename is refused, once more after each pause. */
async function exchange(
  { reading, access, renamePausesMs = defaultRenamePausesMs }: Replacement,
  temporary: string,
  fileSystem: FileSystem,
): Promise<Witness> {
  const { path } = reading;
  for (let attempt = 0; ; attempt += 1) {
    if (!(await isAsRead(reading, fileSystem))) throw changedMeanwhile(path);
    // The link comes last, so that it is a name of the very file that the rename replaces.
    const witness = await takeWitness(path, access, fileSystem);
    try {
      await fileSystem.rename(temporary, path);
      return witness;
    } catch (error) {
      await witness.release();
      const pause = renamePausesMs[attempt];
      if (pause === undefined || !["EPERM", "EACCES", "EBUSY"].includes(errnoOf(error) ?? "")) throw error;
      await wait(pause);
    }
  }
}

async function isAsRead(reading: FileReading, fileSystem: FileSystem): Promise<boolean> {
  try {
    return (
      sameContent(await identify(reading.path, fileSystem), reading.identity) &&
      (await holdsBytes(reading.path, reading.bytes, fileSystem))
    );
  } catch (error) {
    if (fileError(error, reading.path).code === "E_FILE_NOT_FOUND") return false;
    throw error;
  }
}

async function stillAsRead(witness: Witness, reading: FileReading, warnings: string[]): Promise<boolean> {
  try {
    return await witness.unchanged(reading);
  } catch (error) {
    const { code } = fileError(error, reading.path);
    warnings.push(
      `Whether another program changed ${reading.path} in the instant of its replacement could not be seen (${code}).`,
    );
    return true;
  }
}

/** A read-only mark is a wish to be respected, even where a rename would get around it. */
async function requireWritable(path: string, fileSystem: FileSystem): Promise<void> {
  const { mode } = await fileSystem.stat(path);
  if ((mode & 0o222) === 0) throw readOnly(path);
  // Opened and closed again, since `access` answers for the real user and, on Windows, knows no access-control lists.
  await (await fileSystem.open(path, "r+")).close();
}
