import { dirname } from "node:path";
import { IdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import type { FileSystem } from "./file-system";
import { holdsBytes } from "./read-file";

/**
 * Makes a new file: created empty and exclusively for this account alone, given the access rights of `like` before its
 * first byte, written, brought to the disk, read back. After a failure no file is left.
 *
 * @throws the system's error, or IdentityError E_ACCESS_CONTROL or E_FILE
 */
export async function writeNewFile(
  file: { readonly path: string; readonly bytes: Buffer; readonly like: string },
  access: AccessControl,
  fileSystem: FileSystem,
): Promise<void> {
  // The handle stays open while the rights are set: they need not allow this account to open the file for writing.
  const handle = await fileSystem.open(file.path, "wx", 0o600);
  try {
    try {
      await access.copy(file.like, file.path);
      let written = 0;
      while (written < file.bytes.length) {
        const { bytesWritten } = await handle.write(
          file.bytes,
          written,
          file.bytes.length - written,
          written,
        );
        if (bytesWritten === 0) throw notAsWritten(file.path);
        written += bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await holdsBytes(file.path, file.bytes, fileSystem))) throw notAsWritten(file.path);
  } catch (error) {
    await removeQuietly(file.path, fileSystem);
    throw error;
  }
}

/** Brings a folder's names to the disk. Windows offers no such call, and some file systems refuse it: no error. */
export async function syncFolderOf(path: string, fileSystem: FileSystem): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const handle = await fileSystem.open(dirname(path), "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The names are in place already; only their survival of a power cut is less certain.
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
