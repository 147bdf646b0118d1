import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { IdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { errnoOf } from "./file-error";
import { identityOf, look, sameInode } from "./file-identity";
import type { FileIdentity } from "./file-identity";
import type { FileSystem } from "./file-system";
import type { OpenFile } from "./open-file";
import { removeOwn } from "./own-files";
import type { Writing } from "./own-files";
import { handleHolds } from "./read-file";
import { notOurs } from "./replace-error";

interface NewFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** Whose access rights it gets. */
  readonly like: OpenFile;
}

/**
 * Makes a new file. It is created empty, exclusively and for this account alone, gets the access rights of `like`
 * before its first byte, is written, flushed to the disk, and read back. All of it goes through one handle, whatever
 * happens to the name. After a failure no file is left, or `left` names it.
 *
 * @throws the system's error, or IdentityError E_ACCESS_CONTROL or E_FILE
 */
export async function writeNewFile(
  file: NewFile,
  access: AccessControl,
  writing: Writing,
): Promise<FileIdentity> {
  const { fileSystem } = writing;
  const handle = await create(file.path, writing);
  try {
    let made: FileIdentity;
    try {
      await access.copy(file.like, { path: file.path, handle });
      // On Windows rights are set by name: make sure that no other file got them.
      await requireName(file, handle, fileSystem);
      await writeAll(handle, file);
      await handle.sync();
      if (!(await handleHolds(handle, file.bytes))) throw notAsWritten(file.path);
      made = await requireName(file, handle, fileSystem);
    } finally {
      await handle.close();
    }
    // Windows may set the time of the last change when a file is closed.
    const closed = await look(file.path, fileSystem);
    if (closed === undefined || !sameInode(closed, made) || closed.size !== made.size) {
      throw notOurs(file.like.path, file.path);
    }
    return closed;
  } catch (error) {
    await removeOwn(file.path, writing);
    throw error;
  }
}

async function create(path: string, writing: Writing): Promise<FileHandle> {
  const { fileSystem } = writing;
  try {
    // Made exclusively, so that no link is followed.
    return await fileSystem.open(path, "wx+", 0o600);
  } catch (error) {
    // A file that was made in spite of the error is empty; if its name was in use, it may belong to somebody else.
    const found =
      errnoOf(error) === "EEXIST" ? undefined : await look(path, fileSystem).catch(() => undefined);
    if (found?.size === 0n) await removeOwn(path, writing);
    throw error;
  }
}

/** What the handle and its name hold, both the same file. @throws IdentityError E_FILE where they don't */
async function requireName(
  { path, like }: NewFile,
  handle: FileHandle,
  fileSystem: FileSystem,
): Promise<FileIdentity> {
  const found = await look(path, fileSystem);
  const made = identityOf(await handle.stat({ bigint: true }));
  if (found === undefined || !sameInode(found, made)) throw notOurs(like.path, path);
  return made;
}

async function writeAll(handle: FileHandle, { path, bytes }: NewFile): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, written);
    if (bytesWritten === 0) throw notAsWritten(path);
    written += bytesWritten;
  }
}

// The answers of a system or a file system that has no such call, or of a folder that this account may not read.
const noSuchCall: readonly (string | undefined)[] = [
  "EACCES",
  "EBADF",
  "EINVAL",
  "EISDIR",
  "ENOSYS",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EPERM",
];

/**
 * Flushes a folder's names to the disk, if the system has a call for that; Windows has none.
 *
 * @throws the system's error: the names are in place, and may not survive a power cut
 */
export async function syncFolderOf(path: string, fileSystem: FileSystem): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const handle = await fileSystem.open(dirname(path), "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!noSuchCall.includes(errnoOf(error))) throw error;
  }
}

/** Removes one of our own files where it is still there; a failure leaves it to the next write's cleaning. */
export async function removeQuietly(path: string, fileSystem: FileSystem): Promise<void> {
  await fileSystem.unlink(path).catch(() => undefined);
}

function notAsWritten(path: string): IdentityError {
  return new IdentityError({
    code: "E_FILE",
    message: `The new file ${path} did not hold what was written to it when it was read back.`,
    hint: "Check the disk and the file system, then run the same command again.",
  });
}
