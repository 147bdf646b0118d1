import { dirname, join } from "node:path";
import { withFreeName } from "./backup";
import { backupName } from "./backup-name";
import { roleOf } from "./beside-name";
import type { FileSystem } from "./file-system";
import { removeQuietly } from "./write-file";

// Those who wait for the lock make such files for an instant each, so only an old one is surely left over.
const lockDraftMs = 3_600_000;

/**
 * Clears what a write that was killed left beside a file. Call it under the file's lock only. What would have become the
 * file goes; a second name of the replaced file goes, too, and becomes a backup where it is the last name of it.
 *
 * @throws the system's error; whatever could not be cleared does no harm
 */
export async function clearLeftovers(path: string, fileSystem: FileSystem): Promise<void> {
  const folder = dirname(path);
  for (const name of await fileSystem.readdir(folder)) {
    const role = roleOf(path, name);
    if (role === undefined) continue;
    const leftover = join(folder, name);
    const { nlink, mtimeMs } = await fileSystem.lstat(leftover);
    if (role === "lock" && Date.now() - mtimeMs < lockDraftMs) continue;
    if (role === "old" && nlink === 1) {
      const nameAt = (time: Date): string => join(folder, backupName(path, time));
      await withFreeName(nameAt, (backup) => fileSystem.link(leftover, backup));
    }
    await removeQuietly(leftover, fileSystem);
  }
}
