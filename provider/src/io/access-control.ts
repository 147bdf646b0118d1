import { win32 } from "node:path";
import { IdentityError } from "../domain";
import { systemLists } from "./access-lists";
import type { AccessLists } from "./access-lists";
import { errnoOf, fileError } from "./file-error";
import { icaclsAccess } from "./icacls-access";
import type { OpenFile } from "./open-file";

/** Gives a new, still empty file the access rights of an existing one. */
export interface AccessControl {
  /**
   * Returns only when `to` is proven to have the rights of `from`.
   *
   * @throws IdentityError E_ACCESS_CONTROL, and then nothing may be written to `to`
   */
  copy(from: OpenFile, to: OpenFile): Promise<void>;
}

/** The access control of this system: access-control lists, and outside Windows also mode and owner. */
export function accessControl(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): AccessControl {
  if (platform !== "win32") return modeAndOwner(systemLists(platform));
  const systemRoot = environment["SystemRoot"] ?? environment["SYSTEMROOT"];
  return systemRoot === undefined || !win32.isAbsolute(systemRoot)
    ? { copy: (_from, to) => Promise.reject(withoutSystemRoot(to.path)) }
    : icaclsAccess({ program: win32.join(systemRoot, "System32", "icacls.exe"), systemRoot });
}

/**
 * Mode, owner and group, and the lists beyond them, all through the handles. Labels and other extended attributes are
 * not copied.
 *
 * @param lists left out for files that are known to have no list
 */
export function modeAndOwner(lists?: AccessLists): AccessControl {
  return {
    async copy(from, to) {
      let failure: unknown;
      // What a call did is checked afterwards, whatever it returned.
      const tried = (call: Promise<void>): Promise<void> =>
        call.catch((error: unknown) => {
          failure ??= error;
        });
      try {
        const wanted = await from.handle.stat();
        const made = await to.handle.stat();
        if (!sameOwner(wanted, made)) await tried(to.handle.chown(wanted.uid, wanted.gid));
        await lists?.copy(from, to);
        const { mode } = await to.handle.stat();
        if (mode !== wanted.mode) await tried(to.handle.chmod(wanted.mode & 0o7777));
        const found = await to.handle.stat();
        if (sameOwner(wanted, found) && wanted.mode === found.mode) return;
      } catch (error) {
        throw fileError(error, to.path);
      }
      const refused = failure === undefined || ["EPERM", "EACCES", "EINVAL"].includes(errnoOf(failure) ?? "");
      throw refused ? notCopied(from.path, to.path) : fileError(failure, to.path);
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function sameOwner(left: Owner, right: Owner): boolean {
  return left.uid === right.uid && left.gid === right.gid;
}

function notCopied(from: string, to: string): IdentityError {
  return new IdentityError({
    code: "E_ACCESS_CONTROL",
    message: `The new file ${to} could not get the mode, owner and group of ${from}, so nothing was written to it.`,
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
