import type { FileHandle } from "node:fs/promises";
import { IdentityError } from "../domain";
import { errnoOf, onFile } from "./file-error";
import { identityOf, sameContent, sameFile } from "./file-identity";
import type { FileIdentity } from "./file-identity";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { openPlain } from "./open-file";

/** One whole file, as it was at one moment. */
export interface FileReading {
  readonly requestedPath: string;
  /** The real path: absolute, symbolic links followed. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly identity: FileIdentity;
}

const attempts = 5;

/**
 * Reads a file whole. A reading during which somebody wrote to the file is thrown away and made again.
 *
 * @param maxBytes a larger file is refused before a byte of it is read
 * @throws IdentityError E_FILE_NOT_FOUND, E_FILE_ACCESS, E_FILE, E_TOO_LARGE; E_CHANGED_MEANWHILE where the file keeps
 * changing
 */
export async function readWhole(
  requestedPath: string,
  maxBytes: number,
  fileSystem: FileSystem = realFileSystem,
): Promise<FileReading> {
  return onFile(requestedPath, async () => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const path = await fileSystem.realpath(requestedPath);
      // Checked before opening: a folder can't be opened everywhere, and opening a device may do something.
      requireOrdinary(await fileSystem.stat(path), requestedPath);
      const handle = await openUnlessLink(path, fileSystem);
      if (handle === undefined) continue;
      try {
        const stats = await handle.stat({ bigint: true });
        requireOrdinary(stats, requestedPath);
        const before = identityOf(stats);
        if (before.size > BigInt(maxBytes)) throw tooLarge(requestedPath, before.size, maxBytes);
        const bytes = await readHandle(handle, Number(before.size));
        const after = identityOf(await handle.stat({ bigint: true }));
        if (bytes !== undefined && sameFile(before, after)) {
          return { requestedPath, path, bytes, identity: after };
        }
      } finally {
        await handle.close();
      }
    }
    throw new IdentityError({
      code: "E_CHANGED_MEANWHILE",
      message: `Another program wrote to the file ${requestedPath} during each of ${String(attempts)} readings.`,
      hint: "Wait until the other program has finished, then run the same command again.",
    });
  });
}

/** @returns `undefined` where a link was put under the name after links were followed */
async function openUnlessLink(path: string, fileSystem: FileSystem): Promise<FileHandle | undefined> {
  try {
    return (await openPlain(path, fileSystem)).handle;
  } catch (error) {
    if (errnoOf(error) === "ELOOP") return undefined;
    throw error;
  }
}

/** The first `size` bytes of an open file, or `undefined` where it holds fewer or more. */
export async function readHandle(handle: FileHandle, size: number): Promise<Buffer | undefined> {
  // Reads one byte more than expected, to notice that a file grew.
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === size ? buffer.subarray(0, size) : undefined;
}

/**
 * True if a name itself holds the file that was read, and nothing wrote to it since. @throws the system's error
 */
export async function isAsRead(path: string, reading: FileReading, fileSystem: FileSystem): Promise<boolean> {
  const { handle } = await openPlain(path, fileSystem);
  try {
    return await handleIsAsRead(handle, reading);
  } finally {
    await handle.close();
  }
}

/** The same of an open file, whatever its name. */
export async function handleIsAsRead(handle: FileHandle, { bytes, identity }: FileReading): Promise<boolean> {
  return sameContent(identityOf(await handle.stat({ bigint: true })), identity) && handleHolds(handle, bytes);
}

/** True where an open file holds exactly these bytes. */
export async function handleHolds(handle: FileHandle, bytes: Buffer): Promise<boolean> {
  const part = Buffer.allocUnsafeSlow(Math.min(bytes.length + 1, 1 << 20));
  for (let compared = 0; ;) {
    const { bytesRead } = await handle.read(part, 0, part.length, compared);
    if (bytesRead === 0) return compared === bytes.length;
    if (!part.subarray(0, bytesRead).equals(bytes.subarray(compared, compared + bytesRead))) return false;
    compared += bytesRead;
  }
}

function requireOrdinary(stats: { isFile(): boolean; isDirectory(): boolean }, path: string): void {
  if (stats.isFile()) return;
  throw new IdentityError({
    code: "E_FILE",
    message: `The path ${path} names ${stats.isDirectory() ? "a folder" : "a device or a pipe"}, not a file.`,
    hint: "Name the file itself.",
  });
}

function tooLarge(path: string, size: bigint, maxBytes: number): IdentityError {
  return new IdentityError({
    code: "E_TOO_LARGE",
    message: `The file ${path} holds ${String(size)} bytes, more than the limit of ${String(maxBytes)}.`,
    hint: "Check that the path names a metabase, or raise the limit.",
  });
}
