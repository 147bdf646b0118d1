import { basename } from "node:path";
import { expiredBackups, newestFirst } from "./backup-order";
import { backupPlace } from "./backup-place";
import type { BackupPolicy } from "./backup-place";
import { fileError } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { listBackups } from "./list-backups";
import { mayBeThere } from "./own-files";

/**
 * Removes backups that the policy no longer keeps: only those that surely belong to this file, and never `newest`. A
 * failure here does not make the write fail.
 *
 * @returns a sentence for people for each backup that could not be removed
 */
export async function pruneBackups(
  path: string,
  policy: BackupPolicy,
  newest: string,
  fileSystem: FileSystem = realFileSystem,
): Promise<readonly string[]> {
  try {
    const { own } = await listBackups(path, policy, fileSystem);
    const others = own.filter(({ name }) => name !== basename(newest));
    const now = Date.now();
    const all = [{ path: newest, time: now, changed: now }, ...newestFirst(others, now)];
    return await removeBackups(expiredBackups(all, policy, now), fileSystem);
  } catch (error) {
    return [notRemoved((await backupPlace(path, policy, fileSystem)).folder, error)];
  }
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
      if (await mayBeThere(path, fileSystem)) warnings.push(notRemoved(path, error));
    }
  }
  return warnings;
}

function notRemoved(path: string, error: unknown): string {
  return `An old backup, which holds old credentials, could not be removed: ${path} (${fileError(error, path).code}).`;
}
