import { existsSync } from "node:fs";
import { join } from "node:path";
import { IdentityError } from "../domain";
import type { OpenFile } from "./open-file";
import { runProgram } from "./run-program";
import type { Ran } from "./run-program";

/** The access-control lists that a file may have beyond its mode. */
export interface AccessLists {
  /**
   * Gives `to` the list of `from`, or proves that neither has one. The mode of `to` may change on the way.
   *
   * @throws IdentityError E_ACCESS_CONTROL
   */
  copy(from: OpenFile, to: OpenFile): Promise<void>;
}

// Not PATH: what runs here runs with the rights of somebody who may read the passwords.
const folders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

/** The lists of this system: copied if the programs for that are installed, otherwise only detected. */
export function systemLists(platform: NodeJS.Platform, among: readonly string[] = folders): AccessLists {
  const find = (name: string): string | undefined =>
    among.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const [getfacl, setfacl, ls] = [find("getfacl"), find("setfacl"), find("ls")];
  if (platform === "linux" && getfacl !== undefined && setfacl !== undefined)
    return copiedLists(getfacl, setfacl);
  return seenLists(ls, platform);
}

/** Lists as getfacl prints and setfacl takes them, by descriptor, so that no name matters. */
function copiedLists(getfacl: string, setfacl: string): AccessLists {
  const read = async (from: OpenFile, to: OpenFile): Promise<readonly [string, string]> => {
    const names = [3, 4].map(descriptor);
    const ran = await run(getfacl, ["-ncpE", ...names], [from, to]);
    const [wanted, found, ...rest] = ran?.code === 0 ? ran.output.split("\n\n") : [];
    if (wanted === undefined || found === undefined || rest.join("") !== "") throw notRead(from.path);
    if (!isList(wanted) || !isList(found)) throw notRead(from.path);
    return [wanted, found];
  };
  return {
    async copy(from, to) {
      const [wanted, found] = await read(from, to);
      if (isOnlyMode(wanted) && isOnlyMode(found)) return;
      await run(setfacl, ["--set-file=-", descriptor(3)], [to], `${wanted}\n`);
      const [still, made] = await read(from, to);
      if (still !== wanted || made !== wanted) throw notCopied(from.path);
    },
  };
}

/** If lists can't be copied, what ls shows of them: a file that has a list, or gets one from its folder, is refused. */
function seenLists(ls: string | undefined, platform: NodeJS.Platform): AccessLists {
  return {
    async copy(from, to) {
      for (const file of [from, to]) {
        const has = ls === undefined ? undefined : await shows(ls, file, platform);
        if (has === undefined) throw notSeen(file.path);
        if (has) throw notInstalled(file.path);
      }
    },
  };
}

/** Whether a file has a list; `undefined` if this ls can't show it. */
async function shows(ls: string, file: OpenFile, platform: NodeJS.Platform): Promise<boolean | undefined> {
  if (platform === "linux") {
    // Others, such as BusyBox's, show no lists.
    const version = await run(ls, ["--version"], []);
    if (version?.output.includes("GNU coreutils") !== true) return undefined;
  }
  const ran =
    platform === "linux"
      ? await run(ls, ["-lndL", descriptor(3)], [file])
      : await run(ls, [platform === "darwin" ? "-lnde" : "-lnd", file.path], []);
  const [, mark] = ran?.code === 0 ? (/^-[-rwxsStT]{9}([ .+@])/.exec(ran.output) ?? []) : [];
  if (mark === undefined) return undefined;
  // On macOS each entry of a list is a line of its own.
  return mark === "+" || ran?.output.trim().includes("\n") === true;
}

function run(
  program: string,
  args: readonly string[],
  files: readonly OpenFile[],
  input?: string,
): Promise<Ran | undefined> {
  return runProgram({
    program,
    args,
    env: { LC_ALL: "C" },
    files: files.map(({ handle }) => handle.fd),
    ...(input === undefined ? {} : { input }),
  });
}

function descriptor(number: number): string {
  return `/proc/self/fd/${String(number)}`;
}

const entry = /^(?:user|group|mask|other):\d*:[r-][w-][x-]$/;

function isList(text: string): boolean {
  return text.split("\n").every((line) => entry.test(line));
}

/** True where a list says no more than a mode does. */
function isOnlyMode(list: string): boolean {
  return list.split("\n").every((line) => /^(?:user|group|other)::/.test(line));
}

function notRead(path: string): IdentityError {
  return refusal(
    `The access-control list of ${path} could not be read with getfacl, so nothing was written.`,
    "Let getfacl show the file's list, with /proc mounted, then run the same command again.",
  );
}

function notCopied(path: string): IdentityError {
  return refusal(
    `A new file did not get the same access-control list as ${path}, so nothing was written.`,
    "Check with setfacl whether a file there can have that list, or remove the list.",
  );
}

function notInstalled(path: string): IdentityError {
  return refusal(
    `The file ${path} has an access-control list, its own or its folder's, but the programs that copy a list are not installed, so nothing was written.`,
    "Install getfacl and setfacl (the package acl), or remove the list.",
  );
}

function notSeen(path: string): IdentityError {
  return refusal(
    `Nothing was written, because it can't be seen whether the file ${path} has an access-control list: neither getfacl and setfacl nor an ls that shows lists are installed.`,
    "Install getfacl and setfacl (the package acl).",
  );
}

function refusal(message: string, hint: string): IdentityError {
  return new IdentityError({ code: "E_ACCESS_CONTROL", message, hint });
}
