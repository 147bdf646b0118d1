import { dirname, join } from "node:path";
import { unfinished, withFreeName } from "./backup";
import { backupName, parseBackupName } from "./backup-name";
import { backupPlace } from "./backup-place";
import type { BackupPolicy } from "./backup-place";
import { parseBesideName } from "./beside-name";
import { removeOwn } from "./own-files";
import type { Writing } from "./own-files";
import { keepAs } from "./witness";

// Processes that wait for the lock make such files for an instant, so only an old one is surely left over.
const lockDraftMs = 3_600_000;

/**
 * Removes what a killed write left beside a file. Call it only under the file's lock. What was never in place is
 * removed. A second name of the replaced file is removed too; if it is the last name of that file, the file stays for
 * good under a name of its own.
 *
 * @returns sentences for people about what was kept. What can't be removed is named in `left`, and does no harm
 */
export async function clearLeftovers(path: string, writing: Writing): Promise<readonly string[]> {
  const { left, fileSystem } = writing;
  const folder = dirname(path);
  const kept: string[] = [];
  const names = await fileSystem.readdir(folder).catch(() => []);
  for (const name of names) {
    const parsed = parseBesideName(path, name);
    if (parsed === undefined) continue;
    const leftover = join(folder, name);
    try {
      const sentence = await clearOne(path, leftover, parsed, writing);
      if (sentence !== undefined) kept.push(sentence);
    } catch {
      if (parsed.role !== "lock") left.add(leftover);
    }
  }
  return kept;
}

/** Removes the backups of a file whose copying was killed. Call it only under the file's lock. */
export async function clearUnfinished(path: string, policy: BackupPolicy, writing: Writing): Promise<void> {
  const { fileSystem } = writing;
  const { file, folder, isOwnFolder, mark } = await backupPlace(path, policy, fileSystem);
  const names = await fileSystem.readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.endsWith(unfinished)) continue;
    const parsed = parseBackupName(file, name.slice(0, -unfinished.length));
    const isOurs = parsed !== undefined && parsed.mark === (isOwnFolder ? undefined : mark);
    if (isOurs) await removeOwn(join(folder, name), writing);
  }
}

async function clearOne(
  path: string,
  leftover: string,
  { role, inode }: NonNullable<ReturnType<typeof parseBesideName>>,
  writing: Writing,
): Promise<string | undefined> {
  const { fileSystem } = writing;
  const { nlink, mtimeMs, ino } = await fileSystem.lstat(leftover, { bigint: true });
  if (role === "lock" && BigInt(Date.now()) - mtimeMs < lockDraftMs) return undefined;
  if (role === "old" && nlink === 1n) {
    const nameAt = (time: Date): string => join(dirname(path), backupName(path, time));
    await withFreeName(nameAt, (backup) => fileSystem.link(leftover, backup));
  }
  if (role === "swap" && ino !== inode && nlink === 1n) {
    // Another program's file, or the old one: it was exchanged, and nobody has looked at it yet.
    const name = await keepAs(path, leftover, writing);
    return `A killed write had replaced a file, which is kept as ${name} and holds credentials: compare it with the metabase, then remove it.`;
  }
  await removeOwn(leftover, writing);
  return undefined;
}
