import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * What one of our passing files beside a file is for: `new` will replace it, `old` is a second name of what is being
 * replaced, `lock` will become its lock.
 */
export type Role = "new" | "old" | "lock";

/** An unpredictable path beside a file, whose name says that it is ours and for which file it was made. */
export function besideName(path: string, role: Role): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString("hex")}.iis-identity-${role}`);
}

/** What a name beside a file was made for; `undefined` where it is not one of ours for this very file. */
export function roleOf(path: string, name: string): Role | undefined {
  const [, original, role] = /^\.(.+)\.[0-9a-f]{16}\.iis-identity-(new|old|lock)$/s.exec(name) ?? [];
  if (original !== basename(path)) return undefined;
  return role === "new" || role === "old" || role === "lock" ? role : undefined;
}
