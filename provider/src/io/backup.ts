import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { IdentityError, isIdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { backupName } from "./backup-name";
import { backupPlace } from "./backup-place";
import type { BackupPolicy } from "./backup-place";
import { errnoOf, fileError } from "./file-error";
import { identityOf, look, sameContent } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { openPlain } from "./open-file";
import { moveToFree, removeOwn } from "./own-files";
import type { LeftFiles, Writing } from "./own-files";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { syncFolderOf, writeNewFile } from "./write-file";

/**
 * Keeps the file that was read under a backup's name: by a hard link, through which the replaced file lives on with its
 * own rights, otherwise by a copy with the same rights. Nothing is ever overwritten.
 *
 * @returns the backup's path
 * @throws IdentityError E_BACKUP, E_ACCESS_CONTROL; E_CHANGED_MEANWHILE if the file is no longer the one that was read.
 * Then there is no backup, or `left` names it
 */
export async function makeBackup(
  reading: FileReading,
  policy: BackupPolicy,
  access: AccessControl,
  fileSystem: FileSystem = realFileSystem,
  left: LeftFiles = new Set(),
): Promise<string> {
  const writing = { left, fileSystem };
  const { file, folder, isOwnFolder, mark } = await backupPlace(reading.path, policy, fileSystem);
  const nameAt = (time: Date): string => join(folder, backupName(file, time, isOwnFolder ? undefined : mark));
  try {
    return await withFreeName(nameAt, async (candidate) => {
      // Another volume, a file system without hard links, a name in use: the copy shows what really fails.
      if (!(await linkedAsRead(reading, candidate, writing))) {
        await copyAsRead(reading, candidate, access, writing);
      }
      try {
        await syncFolderOf(candidate, fileSystem);
      } catch (error) {
        await removeOwn(candidate, writing);
        throw error;
      }
    });
  } catch (error) {
    if (
      isIdentityError(error) &&
      (error.code === "E_CHANGED_MEANWHILE" || error.code === "E_ACCESS_CONTROL")
    ) {
      throw error;
    }
    throw new IdentityError({
      code: "E_BACKUP",
      message: `No backup of ${reading.path} could be made in ${folder} (${fileError(error, folder).code}), so nothing was written.`,
      hint: "Make sure that the folder exists, is writable and has space, or name another directory for the backups.",
    });
  }
}

/** @returns false where there can be no link; a call that failed and took effect counts as done */
async function linkedAsRead(
  { path, identity }: FileReading,
  candidate: string,
  writing: Writing,
): Promise<boolean> {
  const { left, fileSystem } = writing;
  let linked = true;
  try {
    await fileSystem.link(path, candidate);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    linked = false;
  }
  try {
    const made = await look(candidate, fileSystem);
    if (made !== undefined && sameContent(made, identity)) return true;
    // After a failure it may be somebody else's file, which the copy does not overwrite.
    if (!linked) return false;
    throw changedMeanwhile(path);
  } catch (error) {
    if (linked) await removeOwn(candidate, writing);
    else left.add(candidate);
    throw error;
  }
}

/** What follows a backup's name until its copy is whole. */
export const unfinished = ".part";

/** Under another name until it is whole, so that what a killed copy leaves is not taken for a backup. */
async function copyAsRead(
  { path, bytes, identity }: FileReading,
  candidate: string,
  access: AccessControl,
  writing: Writing,
): Promise<void> {
  const part = `${candidate}${unfinished}`;
  const like = await openPlain(path, writing.fileSystem);
  try {
    if (!sameContent(identityOf(await like.handle.stat({ bigint: true })), identity)) {
      throw changedMeanwhile(path);
    }
    await writeNewFile({ path: part, bytes, like }, access, writing);
  } finally {
    await like.handle.close().catch(() => undefined);
  }
  try {
    await moveToFree(part, candidate, writing);
  } catch (error) {
    await removeOwn(part, writing);
    throw error;
  }
}

// So many files within so few milliseconds mean that something else is wrong.
const nameTries = 1000;

/** Makes a file under the first free name from now on, with no earlier time than that at which it is made. */
export async function withFreeName(
  nameAt: (time: Date) => string,
  make: (candidate: string) => Promise<void>,
): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const candidate = nameAt(new Date());
    try {
      await make(candidate);
      return candidate;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST" || tried === nameTries) throw error;
      await wait(1);
    }
  }
}
