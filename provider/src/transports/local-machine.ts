import { existsSync } from "node:fs";
import { win32 } from "node:path";
import { IdentityError } from "../domain";
import { variable } from "./environment";

/** The properties of this machine that decide which program is started. */
export interface LocalMachine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly exists: (path: string) => boolean;
}

/** This process's own. */
export const here: LocalMachine = {
  platform: process.platform,
  arch: process.arch,
  environment: process.env,
  exists: existsSync,
};

/**
 * The folder of Windows' own programs, the 64-bit one even from a 32-bit process, for which Windows replaces System32
 * with another folder.
 *
 * @throws IdentityError E_SCRIPT_HOST where the environment does not name the Windows folder
 */
export function systemFolder({ platform, arch, environment }: LocalMachine): string {
  const root = variable("SystemRoot", platform, environment);
  if (root === undefined || !win32.isAbsolute(root)) {
    throw new IdentityError({
      code: "E_SCRIPT_HOST",
      message: "The environment does not name the Windows folder, where the system's programs are.",
      hint: "Set the environment variable SystemRoot, for example to C:\\Windows.",
    });
  }
  const redirected =
    arch === "ia32" && variable("PROCESSOR_ARCHITEW6432", platform, environment) !== undefined;
  return win32.join(root, redirected ? "Sysnative" : "System32");
}

/**
 * Where a program is that is named without a folder. Windows would first look in the current folder, where anybody may
 * have put a program of that name; so there it is looked for only on PATH. On other systems the name stays as it is.
 *
 * @returns `undefined` where Windows' PATH does not have it
 */
export function findProgram(
  name: string,
  { platform, environment, exists }: LocalMachine,
): string | undefined {
  if (platform !== "win32" || /[\\/:]/.test(name)) return name;
  const names = /\.[^.]+$/.test(name) ? [name] : [`${name}.exe`, `${name}.com`];
  return (variable("Path", platform, environment) ?? "")
    .split(";")
    .map((folder) => folder.replace(/^"(.*)"$/, "$1"))
    .filter((folder) => win32.isAbsolute(folder))
    .flatMap((folder) => names.map((each) => win32.join(folder, each)))
    .find(exists);
}
