import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** What tests on Windows keep from run to run; git ignores it. */
export const windowsFolder = resolve(__dirname, "../../.work/windows");

const prefix = join(windowsFolder, "wine");
const making = join(windowsFolder, "making-wine");

/** What runs a Windows program; it takes what `wine` takes. */
export const wine = join(__dirname, "wine.sh");

/** The path by which Windows programs under Wine reach a file of this machine. */
export function onDriveZ(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}

/** The real place of a path on Wine's drive C. */
export function ofDriveC(path: string): string {
  return join(prefix, "drive_c", path);
}

/** All that Wine sees of this machine's environment: a Windows of its own, silent, that starts nothing else. */
export function windowsEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: prefix,
    LC_ALL: "C.UTF-8",
    WINEPREFIX: prefix,
    WINEDEBUG: "-all",
    WINEDLLOVERRIDES: "mscoree=;mshtml=;winemenubuilder.exe=",
    DISPLAY: "",
  };
}

/**
 * Makes a Windows under Wine where there is none yet, and has it run. Whoever asks at the same time waits for the first.
 */
export async function ensureWindows(): Promise<void> {
  mkdirSync(windowsFolder, { recursive: true });
  while (!existsSync(join(prefix, "whole"))) {
    try {
      mkdirSync(making);
    } catch {
      // What a killed one left is nobody's.
      if (existsSync(making) && Date.now() - statSync(making).mtimeMs > 180_000)
        rmSync(making, { recursive: true });
      await delay(200);
      continue;
    }
    try {
      await makePrefix();
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  await keepRunning();
}

/**
 * Lets Windows run on for a while without a program: what starts while it is on its way down never begins, and each start
 * would have to boot it.
 */
async function keepRunning(): Promise<void> {
  const seconds = 60;
  const isNew = (await run("wineserver", `-p${String(seconds)}`)) === 0;
  // Windows' own services keep the streams of the program that they started for.
  if (isNew) await run(wine, "cmd.exe", "/c", "exit");
}

async function run(program: string, ...args: readonly string[]): Promise<number | null> {
  const options = { env: windowsEnvironment(), cwd: windowsFolder, stdio: "ignore" } as const;
  const [code] = (await once(spawn(program, args, options), "exit")) as [number | null];
  return code;
}

async function makePrefix(): Promise<void> {
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(prefix);
  const options = { env: windowsEnvironment(), cwd: windowsFolder };
  await promisify(execFile)(wine, ["wineboot", "--init"], options);
  await promisify(execFile)(wine, ["winecfg", "-v", "win10"], options);
  // Until it has gone down by itself.
  await promisify(execFile)("wineserver", ["-w"], options);
  writeFileSync(join(prefix, "whole.new"), "");
  renameSync(join(prefix, "whole.new"), join(prefix, "whole"));
}
