import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * What one of our temporary files beside a file is for: `new` will replace it, `swap` exchanges names with it, `old` is
 * a second name of what is being replaced, `lock` will become its lock.
 */
const roles = ["new", "old", "swap", "lock"] as const;

export type BesideRole = (typeof roles)[number];

/** An unpredictable path beside a file. Its name says that it is ours and for which file it was made. */
export function besideName(path: string, role: Exclude<BesideRole, "swap">): string {
  return named(path, randomBytes(8).toString("hex"), role);
}

/**
 * The path from which a new file exchanges names with a file. It carries the new file's inode. So even after a crash it
 * shows whether it holds what was never in place or what was there before.
 */
export function swapName(path: string, inode: bigint): string {
  return named(path, inode.toString(16).padStart(16, "0"), "swap");
}

function named(path: string, digits: string, role: BesideRole): string {
  return join(dirname(path), `.${basename(path)}.${digits}.iis-identity-${role}`);
}

/**
 * What a name beside a file was made for, and the inode that a `swap` carries; `undefined` where it is not one of ours
 * for this very file.
 */
export function parseBesideName(
  path: string,
  name: string,
): { readonly role: BesideRole; readonly inode: bigint } | undefined {
  const [, original, digits = "", word] = /^\.(.+)\.([0-9a-f]{16})\.iis-identity-([a-z]+)$/s.exec(name) ?? [];
  const role = original === basename(path) ? roles.find((each) => each === word) : undefined;
  return role && { role, inode: BigInt(`0x${digits}`) };
}
