import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * What one of our temporary files beside a file is for: `new` will replace it, `swap` exchanges names with it, `old` is
 * a second name of what is being replaced, `lock` will become its lock.
 */
export type Role = "new" | "old" | "swap" | "lock";

/** An unpredictable path beside a file. Its name says that it is ours and for which file it was made. */
export function besideName(path: string, role: Exclude<Role, "swap">): string {
  return named(path, randomBytes(8).toString("hex"), role);
}

/**
 * The path from which a new file exchanges names with a file. It carries the new file's inode. So even after a crash it
 * shows whether it holds what was never in place or what was there before.
 */
export function swapName(path: string, inode: bigint): string {
  return named(path, inode.toString(16).padStart(16, "0"), "swap");
}

function named(path: string, digits: string, role: Role): string {
  return join(dirname(path), `.${basename(path)}.${digits}.iis-identity-${role}`);
}

/**
 * What a name beside a file was made for, and the inode that a `swap` carries; `undefined` where it is not one of ours
 * for this very file.
 */
export function parseBesideName(
  path: string,
  name: string,
): { readonly role: Role; readonly inode: bigint } | undefined {
  const [, original, digits = "", role] =
    /^\.(.+)\.([0-9a-f]{16})\.iis-identity-(new|old|swap|lock)$/s.exec(name) ?? [];
  return original === basename(path) && isRole(role) ? { role, inode: BigInt(`0x${digits}`) } : undefined;
}

function isRole(text: string | undefined): text is Role {
  return text === "new" || text === "old" || text === "swap" || text === "lock";
}
