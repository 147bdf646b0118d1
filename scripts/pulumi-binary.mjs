import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { run } from "./run.mjs";

const windows = process.platform === "win32";
/** What the CLI's program is called here. */
export const programName = windows ? "pulumi.exe" : "pulumi";

const launcher = windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

export const sdkFolder = resolve(import.meta.dirname, "..", "node_modules", "@pulumi", "pulumi");

/** The version of the installed @pulumi/pulumi. */
export function sdkVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(sdkFolder, "package.json"), "utf8"));
  return version;
}

/**
 * Runs a pulumi and judges whether it will do: it answers with a version of the same major, not older than the minimum,
 * and has its launcher of Node providers beside it (or on PATH), without which no dynamic resource starts.
 *
 * @param {string} command
 * @param {import("./pulumi.mjs").Engine["source"]} source
 * @param {import("./pulumi.mjs").Surroundings} around
 * @returns {Promise<{ engine: import("./pulumi.mjs").Engine, reason: "" } | { engine?: undefined, reason: string }>}
 */
export async function examine(command, source, { env, minimum }) {
  if (!isProgram(command)) return { reason: "holds no pulumi that can be run" };
  const ended = await run(command, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    limitSeconds: 60,
  });
  const version = ended.tail.map((line) => /^v?(\d+\.\d+\.\d+\S*)$/.exec(line.trim())?.[1]).find(Boolean);
  if (!ended.ok || version === undefined) {
    return { reason: `gives no version (${ended.reason || "its answer is not one"})` };
  }
  if (compareVersions(version, minimum) < 0) return { reason: `is ${version}, older than ${minimum}` };
  if (Number.parseInt(version, 10) !== Number.parseInt(minimum, 10))
    return { reason: `is ${version}, another major version` };
  const folders = [dirname(command), dirname(realpathSync(command))];
  if (!folders.some((folder) => isFile(join(folder, launcher))) && findOnPath(launcher, env) === undefined) {
    return { reason: `is ${version}, without ${launcher} beside it` };
  }
  const root = basename(dirname(command)) === "bin" ? dirname(dirname(command)) : undefined;
  return { engine: { command, root, version, source }, reason: "" };
}

/**
 * The first program of that name on PATH, as the system itself would find it.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export function findOnPath(name, env) {
  // Windows spells it Path, and only process.env itself ignores case.
  const variable = Object.keys(env).find((key) => (windows ? key.toUpperCase() : key) === "PATH") ?? "PATH";
  const file = windows && !name.includes(".") ? `${name}.exe` : name;
  return (env[variable] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => resolve(folder, file))
    .find(isProgram);
}

/**
 * Negative where `left` is the older one. What follows the three numbers (`-go`, `-alpha.1`) does not count.
 *
 * @param {string} left
 * @param {string} right
 */
export function compareVersions(left, right) {
  const [a = "", b = ""] = [left, right].map((version) => /\d+(?:\.\d+){0,2}/.exec(version)?.[0]);
  return a.localeCompare(b, "en", { numeric: true });
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch {
    return false;
  }
}

/** @param {string} path */
function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
