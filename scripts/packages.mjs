import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { joinBuild } from "../provider/bin/join.mjs";
import { SetupError } from "./setup-error.mjs";

const windows = process.platform === "win32";

/**
 * Installs the packages with `npm ci` unless exactly those of package-lock.json are there.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 */
export function installPackages(root, say) {
  const why = whyInstall(root);
  if (why === undefined) return;
  say(`Installing the packages (${why}): npm ci, up to a minute.`);
  const npm = npmCommand();
  const { status, error } = spawnSync(npm.command, [...npm.args, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
    shell: npm.shell,
  });
  if (status !== 0) {
    throw new SetupError(
      `The packages could not be installed: npm ${error?.message ?? `ended with exit code ${String(status)}`}. ` +
        "Check that npm reaches its registry, then run the same command again.",
    );
  }
}

/**
 * Compiles the package and the ready-made program; quick where nothing changed.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 */
export function build(root, say) {
  say("Building (a few seconds the first time) …");
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [compiler, "--build"], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new SetupError("The sources do not compile: see the compiler's messages above.");
  joinBuild(join(root, "provider", "dist"));
}

/**
 * Why node_modules is not what package-lock.json asks for, by content; `undefined` where it is.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return "they are missing, or an installation did not end";
  const wanted = readPackages(join(root, "package-lock.json"));
  if (wanted === undefined) throw new SetupError("package-lock.json is missing. Take a fresh clone.");
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    // What is meant for other platforms is left out by npm.
    if (found === undefined ? entry.optional !== true : found.integrity !== entry.integrity)
      return `${path} differs`;
    if (found?.version !== undefined && found.version !== entry.version) return `${path} differs`;
    if (found !== undefined && !existsSync(join(root, path))) return `${path} is gone`;
  }
  const extra = Object.keys(installed).find((path) => !(path in wanted));
  return extra === undefined ? undefined : `${extra} is not wanted`;
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * npm as a JavaScript file that this very Node runs: npm.cmd can't be started without a shell. Only where that file is
 * not found the name on PATH is left; the shell that Windows needs then gets constant words only.
 */
function npmCommand() {
  const running = process.env["npm_execpath"];
  const script = [
    ...(running !== undefined && basename(running) === "npm-cli.js" ? [running] : []),
    resolve(process.execPath, "..", "node_modules", "npm", "bin", "npm-cli.js"),
    resolve(process.execPath, "..", "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ].find((path) => existsSync(path));
  return script === undefined
    ? { command: "npm", args: [], shell: windows }
    : { command: process.execPath, args: [script], shell: false };
}
