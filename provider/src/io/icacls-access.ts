import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { IdentityError } from "../domain";
import type { AccessControl } from "./access-control";
import { runProgram } from "./run-program";
import { normaliseDacl, parseSavedDacl, savedDacl } from "./saved-dacl";

interface Icacls {
  /** Absolute path of icacls.exe. */
  readonly program: string;
  /** The Windows folder: all that the child sees of the environment. */
  readonly systemRoot: string;
  /** After this many milliseconds the child is killed and counts as failed. */
  readonly timeoutMs?: number;
}

/**
 * Access-control lists by Windows' own icacls: the list of the original is saved, applied to the new file under its
 * name, and saved again from there. Owner and audit list are not part of it. icacls' output is never shown.
 */
export function icaclsAccess(icacls: Icacls): AccessControl {
  return {
    async copy({ path: from }, { path: to }) {
      let folder: string | undefined;
      try {
        folder = await mkdtemp(join(tmpdir(), "iis-identity-dacl-"));
        const description = join(folder, "dacl");
        const save = async (path: string): Promise<string | undefined> => {
          await rm(description, { force: true });
          return (await run(icacls, [path, "/save", description]))
            ? parseSavedDacl(await readFile(description), basename(path))
            : undefined;
        };
        const wanted = await save(from);
        if (wanted === undefined) throw failure(from, to, "could not be read");
        await writeFile(description, savedDacl(basename(to), wanted), { mode: 0o600 });
        if (!(await run(icacls, [dirname(to), "/restore", description]))) {
          throw failure(from, to, "could not be applied to the new file");
        }
        const found = await save(to);
        if (found === undefined || normaliseDacl(found) !== normaliseDacl(wanted)) {
          throw failure(from, to, "was not the same on the new file");
        }
      } catch (error) {
        throw error instanceof IdentityError ? error : failure(from, to, "could not be copied");
      } finally {
        if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
  };
}

/** True where the program ran to its end and reported success. */
async function run({ program, systemRoot, timeoutMs }: Icacls, args: readonly string[]): Promise<boolean> {
  const env = { SystemRoot: systemRoot };
  const ran = await runProgram({ program, args, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return ran?.code === 0;
}

function failure(from: string, to: string, what: string): IdentityError {
  return new IdentityError({
    code: "E_ACCESS_CONTROL",
    message: `The access-control list of ${from} ${what} (${to}), so nothing was written.`,
    hint: "Run as an administrator, and check with icacls whether the file's list can be saved and restored.",
  });
}
