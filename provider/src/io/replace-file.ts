import type { IdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { makeBackup } from "./backup";
import type { BackupPolicy } from "./backup-place";
import { besideName, swapName } from "./beside-name";
import { alsoSaying, errnoOf, fileError } from "./file-error";
import { identityOf, look, sameContent, sameInode } from "./file-identity";
import type { FileIdentity } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { clearLeftovers, clearUnfinished } from "./leftovers";
import { openPlain, tryWriting } from "./open-file";
import { leftSentences, mayBeThere, removeOwn } from "./own-files";
import type { LeftFiles } from "./own-files";
import { pruneBackups } from "./prune-backups";
import { putInPlace } from "./put-in-place";
import type { Fresh, InPlace } from "./put-in-place";
import { handleHolds } from "./read-file";
import type { FileReading } from "./read-file";
import { changedMeanwhile, readOnly, replacedAfterwards, replacedMeanwhile } from "./replace-error";
import type { Watched } from "./witness";
import { syncFolderOf, writeNewFile } from "./write-file";

export interface Replacement {
  /** The file as it was read; it is replaced only if it is still the same. */
  readonly reading: FileReading;
  /** The whole new content. */
  readonly bytes: Buffer;
  /** If left out, no backup is made: for a process's later writes. */
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

/** One write, and what it has made so far. */
interface Work extends Watched {
  readonly replacement: Replacement;
  readonly temporary: string;
  /** Sentences for people. */
  readonly warnings: string[];
  fresh?: Fresh;
  backupPath?: string;
}

/**
 * Replaces a file as a whole, in one step: whoever opens it sees the old or the new bytes, even after a crash. Call it
 * only under the file's lock. After a call that failed, what the file's names hold decides, not the error. The old
 * content stays while there is any doubt. docs/safety.md says what remains possible.
 *
 * @throws IdentityError E_CHANGED_MEANWHILE, E_READ_ONLY, E_FILE_ACCESS, E_DISK_FULL, E_BACKUP, E_ACCESS_CONTROL,
 * E_FILE_NOT_FOUND, E_FILE: the new content is not in the file. E_REPLACED_MEANWHILE: it is, but another program's change
 * fell into that instant; the error names the file that holds it. E_IN_DOUBT: the file system fails, and it is not known.
 * Each names the files with credentials that it leaves.
 */
export async function replaceFile(replacement: Replacement): Promise<Replaced> {
  const { reading, access, fileSystem = realFileSystem } = replacement;
  const left: LeftFiles = new Set();
  const temporary = besideName(reading.path, "new");
  const work: Work = { replacement, reading, access, fileSystem, left, temporary, warnings: [] };
  let placed: InPlace;
  let fresh: Fresh;
  try {
    fresh = await prepare(work);
    placed = await putInPlace(work, fresh, replacement.renamePausesMs ?? defaultRenamePausesMs);
  } catch (error) {
    throw await takenBack(work, fileError(error, reading.path));
  }
  try {
    return await settle(work, fresh, placed);
  } catch (error) {
    throw alsoSaying(fileError(error, reading.path), [...work.warnings, ...leftSentences(left)]);
  }
}

/** Makes the new file, and the backup if one is asked for; the file itself is only read. */
async function prepare(work: Work): Promise<Fresh> {
  const { replacement, reading, access, left, temporary, fileSystem } = work;
  const { path } = reading;
  const like = await openPlain(path, fileSystem);
  try {
    const stats = await like.handle.stat({ bigint: true });
    // A read-only mark is respected, even where a rename would get around it.
    if ((stats.mode & 0o222n) === 0n) throw readOnly(path);
    await tryWriting(path, fileSystem);
    if (!sameContent(identityOf(stats), reading.identity)) throw changedMeanwhile(path);
    work.warnings.push(...(await clearLeftovers(path, work)));
    const file = { path: temporary, bytes: replacement.bytes, like };
    work.fresh = { path: temporary, identity: await writeNewFile(file, access, work) };
  } finally {
    // It was only read, so a failure to close it means nothing.
    await like.handle.close().catch(() => undefined);
  }
  if (replacement.backup !== undefined) {
    await clearUnfinished(path, replacement.backup, work);
    work.backupPath = await makeBackup(reading, replacement.backup, access, fileSystem, left);
  }
  return work.fresh;
}

/** Removes what a failed write has made, but nothing that may be the last to hold the old content. */
async function takenBack(work: Work, failure: IdentityError): Promise<IdentityError> {
  const { reading, temporary, fresh, backupPath, left, fileSystem } = work;
  const swap = fresh === undefined ? undefined : swapName(reading.path, fresh.identity.inode);
  const inDoubt = failure.code === "E_IN_DOUBT";
  if (inDoubt && (await mayBeThere(temporary, fileSystem))) left.add(temporary);
  if (!inDoubt) await removeOwn(temporary, work);
  if (fresh !== undefined && swap !== undefined) {
    const found = await look(swap, fileSystem).catch(() => "unknown" as const);
    const isNew = found !== undefined && found !== "unknown" && sameContent(found, fresh.identity);
    // Anything else under that name is not ours to remove.
    if (!inDoubt && isNew) await removeOwn(swap, work);
    else if (found !== undefined) left.add(swap);
  }
  const spare = !inDoubt && backupPath !== undefined && (await isSpare(backupPath, reading, fileSystem));
  if (spare) await removeOwn(backupPath, work);
  const kept = backupPath === undefined || spare ? [] : [`The old file is kept as ${backupPath}.`];
  return alsoSaying(failure, [...kept, ...work.warnings, ...leftSentences(left)]);
}

/** True if the file itself is seen to hold everything that its backup holds. */
async function isSpare(backupPath: string, reading: FileReading, fileSystem: FileSystem): Promise<boolean> {
  try {
    const [file, backup] = [await look(reading.path, fileSystem), await look(backupPath, fileSystem)];
    if (file === undefined) return false;
    return sameContent(file, reading.identity) || (backup !== undefined && sameInode(file, backup));
  } catch {
    return false;
  }
}

/** The new content is in place: looks at what was replaced, and at what is there now. */
async function settle(work: Work, fresh: Fresh, { witness, lostOther }: InPlace): Promise<Replaced> {
  const { replacement, reading, backupPath, warnings, left, fileSystem } = work;
  const { path } = reading;
  await syncFolderOf(path, fileSystem).catch((error: unknown) => {
    const { code } = fileError(error, path);
    warnings.push(
      `${path} is written, but its folder could not be flushed to the disk (${code}): after a power cut the file may be as before.`,
    );
  });
  const unchanged = await witness.unchanged().catch(errnoOf);
  if (unchanged === false) throw replacedMeanwhile(path, await witness.keep());
  if (unchanged === true) await witness.release();
  else warnings.push(unseen(path, await witness.keep()));
  if (lostOther === true) throw replacedMeanwhile(path, undefined);
  if (lostOther === undefined) warnings.push(unseen(path, undefined));
  const found = await look(path, fileSystem).catch(() => fresh.identity);
  if (!(await isOurs(found, work, fresh))) throw replacedAfterwards(path);
  if (replacement.backup !== undefined && backupPath !== undefined) {
    warnings.push(...(await pruneBackups(path, replacement.backup, backupPath, fileSystem)));
  }
  warnings.push(...leftSentences(left));
  // The rename sets the new file's ctime. A file that is no longer ours must not be taken for the one that was written.
  const identity = found !== undefined && sameContent(found, fresh.identity) ? found : fresh.identity;
  return { identity, warnings, ...(backupPath === undefined ? {} : { backupPath }) };
}

/** True if the name holds the file that we put there, or one with its content; also if that is in doubt. */
async function isOurs(found: FileIdentity | undefined, work: Work, fresh: Fresh): Promise<boolean> {
  if (found !== undefined && sameInode(found, fresh.identity)) return true;
  try {
    const { handle } = await openPlain(work.reading.path, work.fileSystem);
    return await handleHolds(handle, work.replacement.bytes).finally(() => handle.close());
  } catch (error) {
    return !["ELOOP", "ENOENT"].includes(errnoOf(error) ?? "");
  }
}

function unseen(path: string, kept: string | undefined): string {
  const told = kept === undefined ? "" : `; what was replaced is kept as ${kept}, which holds credentials`;
  return `It could not be seen whether another program changed ${path} in the instant in which it was replaced${told}.`;
}
