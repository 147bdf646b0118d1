import { win32 } from "node:path";
import { IdentityError } from "../domain";
import { errnoOf, fileError } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { icaclsAccess } from "./icacls-access";

/** Gives a new, still empty file the access rights of an existing one. */
export interface AccessControl {
  /**
   * Returns only when `to` is proven to have the rights of `from`; both exist already.
   *
   * @throws IdentityError E_ACCESS_CONTROL, and then nothing may be written to `to`
   */
  copy(from: string, to: string): Promise<void>;
}

/** The access control of this system: access-control lists on Windows, mode and owner elsewhere. */
export function accessControl(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): AccessControl {
  if (platform !== "win32") return modeAndOwner();
  const systemRoot = environment["SystemRoot"] ?? environment["SYSTEMROOT"];
  return systemRoot === undefined || !win32.isAbsolute(systemRoot)
    ? { copy: (_from, to) => Promise.reject(withoutSystemRoot(to)) }
    : icaclsAccess({ program: win32.join(systemRoot, "System32", "icacls.exe"), systemRoot });
}

/**
 * Mode, owner and group. Lists beyond them (POSIX access-control lists, labels) are out of reach of Node and are not
 * copied.
 */
export function modeAndOwner(fileSystem: FileSystem = realFileSystem): AccessControl {
  const differs = async (from: string, to: string): Promise<{ owner: boolean; mode: boolean }> => {
    const [wanted, found] = [await fileSystem.stat(from), await fileSystem.stat(to)];
    return {
      owner: wanted.uid !== found.uid || wanted.gid !== found.gid,
      mode: wanted.mode !== found.mode,
    };
  };
  return {
    async copy(from, to) {
      try {
        const wanted = await fileSystem.stat(from);
        if ((await differs(from, to)).owner) await fileSystem.chown(to, wanted.uid, wanted.gid);
        if ((await differs(from, to)).mode) await fileSystem.chmod(to, wanted.mode & 0o7777);
        const left = await differs(from, to);
        if (left.owner || left.mode) throw notCopied(from, to);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno === "EPERM" || errno === "EACCES" || errno === "EINVAL") throw notCopied(from, to);
        throw fileError(error, to);
      }
    },
  };
}

function notCopied(from: string, to: string): IdentityError {
  return new IdentityError({
    code: "E_ACCESS_CONTROL",
    message: `The new file ${to} could not be given the mode, owner and group of ${from}, so nothing was written to it.`,
    hint: "Run as the file's owner or as root.",
  });
}

function withoutSystemRoot(to: string): IdentityError {
  return new IdentityError({
    code: "E_ACCESS_CONTROL",
    message: `The access-control list of ${to} can't be set, because the environment does not name the Windows folder.`,
    hint: "Set the environment variable SystemRoot, for example to C:\\Windows.",
  });
}
