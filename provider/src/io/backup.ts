import { basename, dirname, join, resolve } from "node:path";
import { IdentityError, isIdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { errnoOf, fileError } from "./file-error";
import { identify, sameContent } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { removeQuietly, syncFolderOf, writeNewFile } from "./write-file";

/** How many backups of one file stay, and how long. What is left out comes from `defaultBackupPolicy`. */
export interface BackupPolicy {
  /** At most so many, the newest of them. The one made last always stays. */
  readonly keep?: number;
  /** Days of 24 hours, counted from the time in the backup's name. */
  readonly maxAgeDays?: number;
  /** An existing folder, absolute or relative to the file's own; left out, the file's own. */
  readonly directory?: string | undefined;
}

export const defaultBackupPolicy = { keep: 3, maxAgeDays: 30 } as const;

/** `MetaBase.xml.20260131T235959999Z.bak`: the time in UTC, with milliseconds and without colons. */
export function backupName(path: string, time: Date): string {
  return `${basename(path)}.${time.toISOString().replaceAll(/[-:.]/g, "")}.bak`;
}

/** The time in a backup's name, in milliseconds since 1970; `undefined` where it is no backup of this very file. */
export function backupTime(path: string, name: string): number | undefined {
  const prefix = `${basename(path)}.`;
  if (!name.startsWith(prefix)) return undefined;
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.bak$/;
  const rest = name.slice(prefix.length);
  if (!stamp.test(rest)) return undefined;
  const time = Date.parse(rest.replace(stamp, "$1-$2-$3T$4:$5:$6.$7Z"));
  // The 31st of February is read as a day in March.
  return Number.isNaN(time) || backupName(path, new Date(time)) !== name ? undefined : time;
}

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
  const folder = backupFolder(reading.path, policy);
  try {
    const path = await withFreeName(reading.path, folder, async (candidate) => {
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

/** Makes a file under the first free backup name from now on. */
export async function withFreeName(
  original: string,
  folder: string,
  make: (candidate: string) => Promise<void>,
): Promise<string> {
  const now = Date.now();
  for (let later = 0; ; later += 1) {
    const candidate = join(folder, backupName(original, new Date(now + later)));
    try {
      await make(candidate);
      return candidate;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST" || later >= 1000) throw error;
    }
  }
}

/**
 * Removes backups that the policy no longer keeps: only files whose name is one that `backupName` makes for this very
 * file, never `newest`. A failure is no error of the write.
 *
 * @returns a sentence for people for each backup that could not be removed
 */
export async function pruneBackups(
  path: string,
  policy: BackupPolicy,
  newest: string,
  fileSystem: FileSystem = realFileSystem,
): Promise<readonly string[]> {
  const folder = backupFolder(path, policy);
  try {
    const others = (await fileSystem.readdir(folder))
      .flatMap((name) => {
        const time = backupTime(path, name);
        return time === undefined || name === basename(newest) ? [] : [{ path: join(folder, name), time }];
      })
      .sort((left, right) => right.time - left.time);
    const all = [{ path: newest, time: Date.now() }, ...others];
    return await removeBackups(expiredBackups(all, policy), fileSystem);
  } catch (error) {
    return [notRemoved(folder, error)];
  }
}

/** Which of a file's backups, newest first, a policy no longer keeps. The first always stays. */
export function expiredBackups<Dated extends { readonly time: number }>(
  backups: readonly Dated[],
  policy: BackupPolicy,
): readonly Dated[] {
  const { keep, maxAgeDays } = { ...defaultBackupPolicy, ...policy };
  const oldest = Date.now() - maxAgeDays * 86_400_000;
  return backups.filter(({ time }, index) => index > 0 && (index >= keep || time < oldest));
}

/** Removes files, folders never. @returns a sentence for people for each that could not be removed */
export async function removeBackups(
  backups: readonly { readonly path: string }[],
  fileSystem: FileSystem = realFileSystem,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const { path } of backups) {
    try {
      if ((await fileSystem.lstat(path)).isFile()) await fileSystem.unlink(path);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") warnings.push(notRemoved(path, error));
    }
  }
  return warnings;
}

/** Where a file's backups lie. */
export function backupFolder(path: string, policy: BackupPolicy): string {
  return resolve(dirname(path), policy.directory ?? ".");
}

function notRemoved(path: string, error: unknown): string {
  return `Old backups could not be removed, which hold old credentials: ${path} (${fileError(error, path).code}).`;
}
