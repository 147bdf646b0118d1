import type { BackupPolicy } from "./backup-place";

/** What is known about when a backup was made. Milliseconds since 1970. */
export interface Dated {
  /** By its name. */
  readonly time: number;
  /** When the file system last noted a change of it, its making included. */
  readonly changed: number;
}

/** True if a backup's name proves that a clock was wrong, then or now. */
export function isAhead({ time }: Dated, now = Date.now()): boolean {
  return time > now;
}

/**
 * The newest first. A name that is later than now says nothing about the order, so those backups come last. And no file
 * was made after the file system last noted a change of it.
 */
export function newestFirst<Each extends Dated>(backups: readonly Each[], now = Date.now()): readonly Each[] {
  const made = ({ time, changed }: Dated): number => Math.min(time, changed);
  return [...backups].sort(
    (left, right) =>
      Number(isAhead(left, now)) - Number(isAhead(right, now)) ||
      made(right) - made(left) ||
      right.time - left.time,
  );
}

/** Which of a file's backups, newest first, a policy no longer keeps. The first always stays. */
export function expiredBackups<Each extends Dated>(
  backups: readonly Each[],
  { keep = 3, maxAgeDays = 30 }: BackupPolicy,
  now = Date.now(),
): readonly Each[] {
  const oldest = now - maxAgeDays * 86_400_000;
  return backups.filter(
    (each, index) => index > 0 && (index >= keep || (isAhead(each, now) ? each.changed : each.time) < oldest),
  );
}
