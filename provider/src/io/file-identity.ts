import { statSync, type BigIntStats } from "node:fs";
import { errnoOf, fileError } from "./file-error";
import type { FileSystem } from "./file-system";

/** What distinguishes one state of a file from another without reading it. Times are nanoseconds since 1970. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

export function identityOf(stats: BigIntStats): FileIdentity {
  return {
    device: stats.dev,
    inode: stats.ino,
    size: stats.size,
    mtimeNs: stats.mtimeNs,
    ctimeNs: stats.ctimeNs,
  };
}

/** The state of the file at a path now; symbolic links are followed. @throws IdentityError */
export function identify(path: string): FileIdentity {
  try {
    // Asked once or twice for each resource: waiting for another thread would take far longer than the question.
    return identityOf(statSync(path, { bigint: true }));
  } catch (error) {
    throw fileError(error, path);
  }
}

/** What a name itself holds now, a link included; `undefined` where it holds nothing. @throws the system's error */
export async function look(path: string, fileSystem: FileSystem): Promise<FileIdentity | undefined> {
  try {
    return identityOf(await fileSystem.lstat(path, { bigint: true }));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** True where both are the same file in the same state. A new hard link, mode or owner counts as a difference. */
export function sameFile(left: FileIdentity, right: FileIdentity): boolean {
  return sameContent(left, right) && left.ctimeNs === right.ctimeNs;
}

/**
 * True if both are the same file and nothing wrote to it. For the moments around a hard link, whose making and removal
 * set the file's ctime.
 */
export function sameContent(left: FileIdentity, right: FileIdentity): boolean {
  return sameInode(left, right) && left.size === right.size && left.mtimeNs === right.mtimeNs;
}

/** True if both are names of one file, whatever was written to it. */
export function sameInode(left: FileIdentity, right: FileIdentity): boolean {
  return left.device === right.device && left.inode === right.inode;
}
