import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { IdentityError, isIdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { backupName } from "./backup-name";
import { backupPlace } from "./backup-place";
import type { BackupPolicy } from "./backup-place";
import { errnoOf, fileError } from "./file-error";
import { identify, sameContent } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { removeQuietly, syncFolderOf, writeNewFile } from "./write-file";

/**
 * Keeps the file that was read under a backup's name: by a hard link, with which the replaced file lives on with its own
 * rights, else by a copy with the same rights. Nothing is ever overwritten.
 *
 * @returns the backup's path
 * @throws IdentityError E_BACKUP, E_ACCESS_CONTROL; E_CHANGED_MEANWHILE where the file is no longer the one read
 */
export async function makeBackup(
  reading: FileReading,
  policy: BackupPolicy,
  access: AccessControl,
  fileSystem: FileSystem = realFileSystem,
): Promise<string> {
  const { file, folder, isOwnFolder, mark } = await backupPlace(reading.path, policy, fileSystem);
  const nameAt = (time: Date): string => join(folder, backupName(file, time, isOwnFolder ? undefined : mark));
  try {
    const path = await withFreeName(nameAt, async (candidate) => {
      try {
        await fileSystem.link(reading.path, candidate);
      } catch {
        // Another volume, a file system without hard links, a name in use: the copy tells what really fails.
        await writeNewFile({ path: candidate, bytes: reading.bytes, like: reading.path }, access, fileSystem);
        return;
      }
      if (!sameContent(await identify(candidate, fileSystem), reading.identity)) {
        await removeQuietly(candidate, fileSystem);
        throw changedMeanwhile(reading.path);
      }
    });
    await syncFolderOf(path, fileSystem);
    return path;
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
      hint: "Make the folder exist, be writable and have space, or name another one as the backups' directory.",
    });
  }
}

// So many files within so many milliseconds: something else is wrong.
const nameTries = 1000;

/** Makes a file under the first free name from now on: of no later time than that at which it is made. */
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
