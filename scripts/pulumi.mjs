import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildFromGo } from "./pulumi-from-go.mjs";
import { installFromVendor } from "./pulumi-from-vendor.mjs";
import { compareVersions, examine, findOnPath, programName, sdkVersion } from "./pulumi-binary.mjs";
import { interruptible } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";
import { moveIntoPlace, waitForOthers, withStaging } from "./staging.mjs";

/**
 * A Pulumi CLI that was run and answered.
 *
 * @typedef {object} Engine
 * @property {string} command the program's full path
 * @property {string | undefined} root for `PulumiCommand.get({ root })`; undefined where the program does not lie in a
 *   folder named bin: then it is the one on PATH, and `PulumiCommand.get()` finds it
 * @property {string} version without a leading v
 * @property {"path" | "versions" | "vendor" | "go"} source
 */

/**
 * Everything that setup takes from its surroundings, so that tests can give it others.
 *
 * @typedef {object} Surroundings
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} say
 * @property {string} minimum the oldest version that will do; what is installed has exactly this one
 * @property {string} vendorAddress asked whether the vendor can be reached at all
 * @property {number} reachSeconds how long it may take to answer
 * @property {readonly [string, ...string[]]} vendorInstaller gets the folder to install into as its last argument
 */

/** @returns {Surroundings} */
export function ownSurroundings() {
  const script = process.platform === "win32" ? "install.ps1" : "install.sh";
  return {
    env: process.env,
    say: console.log,
    minimum: sdkVersion(),
    vendorAddress: `https://get.pulumi.com/${script}`,
    reachSeconds: 8,
    vendorInstaller: [process.execPath, join(import.meta.dirname, "vendor-install.mjs")],
  };
}

/**
 * Finds a Pulumi CLI that is new enough, or installs one into Pulumi's own versions folder: first what is there (on
 * PATH, in the versions folder), then the vendor's installer, then a build from its Go module. The minimum is the
 * version of @pulumi/pulumi, as Pulumi's Automation API asks of its own installations.
 *
 * @param {Partial<Surroundings>} [surroundings]
 * @returns {Promise<Engine>}
 * @throws {SetupError} where none can be had, with what was tried and the ways out
 */
export async function ensurePulumi(surroundings = {}) {
  const around = { ...ownSurroundings(), ...surroundings };
  return await interruptible(async (signal) => {
    const versions = versionsFolder(around.env);
    for (;;) {
      const { engine, tried } = await findInstalled(around, versions);
      if (engine !== undefined) return engine;
      if (!(await waitForOthers(versions, around.say, signal))) {
        return await install(around, versions, tried, signal);
      }
    }
  });
}

/** @param {NodeJS.ProcessEnv} env */
function versionsFolder(env) {
  return join(env["PULUMI_HOME"] || join(env["HOME"] || homedir(), ".pulumi"), "versions");
}

/**
 * @param {Surroundings} around
 * @param {string} versions
 * @returns {Promise<{ engine: Engine | undefined, tried: string[] }>}
 */
async function findInstalled(around, versions) {
  /** @type {string[]} */
  const tried = [];
  const onPath = findOnPath("pulumi", around.env);
  if (onPath === undefined) tried.push("on PATH: there is no pulumi");
  else {
    const { engine, reason } = await examine(onPath, "path", around);
    if (engine !== undefined) return { engine, tried };
    tried.push(`on PATH: ${onPath} ${reason}`);
  }
  const names = (await readdir(versions).catch(() => [])).filter((name) => /^\d/.test(name));
  names.sort((left, right) => compareVersions(right, left) || (left < right ? -1 : 1));
  // The version that everything was tested with goes before newer ones.
  const isOther = (/** @type {string} */ name) => Number(compareVersions(name, around.minimum) !== 0);
  names.sort((left, right) => isOther(left) - isOther(right));
  for (const name of names) {
    const command = join(versions, name, "bin", programName);
    const { engine, reason } = await examine(command, "versions", around);
    if (engine !== undefined) return { engine, tried };
    tried.push(`in ${versions}: ${name} ${reason}`);
  }
  if (names.length === 0) tried.push(`in ${versions}: there is no version`);
  return { engine: undefined, tried };
}

/**
 * @param {Surroundings} around
 * @param {string} versions
 * @param {string[]} tried
 * @param {AbortSignal} signal
 * @returns {Promise<Engine>}
 */
async function install(around, versions, tried, signal) {
  around.say(`Pulumi CLI ${around.minimum} is needed and not installed; it will be kept in ${versions}.`);
  const ways = /** @type {const} */ ([
    { source: "vendor", name: around.minimum, make: installFromVendor },
    { source: "go", name: `${around.minimum}-go`, make: buildFromGo },
  ]);
  for (const { source, name, make } of ways) {
    const engine = await withStaging(versions, async (staging) => {
      const { command, reason } = await make(staging, around, signal);
      if (signal.aborted) throw new SetupError("Interrupted. Nothing was left half installed.");
      const made = command === undefined ? { reason } : await examine(command, source, around);
      if (made.engine === undefined || command === undefined) {
        tried.push(`${source === "vendor" ? "the vendor's installer" : "the Go module"}: ${made.reason}`);
        return undefined;
      }
      // Another process may have been faster.
      const { engine: other } = await findInstalled(around, versions);
      if (other !== undefined) return other;
      await moveIntoPlace(join(staging, "root"), versions, name);
      const { engine: placed } = await findInstalled(around, versions);
      return placed === undefined ? undefined : { ...placed, source };
    });
    if (engine !== undefined) {
      around.say(`  Pulumi CLI ${engine.version} is in place: ${engine.command}`);
      return engine;
    }
  }
  throw new SetupError(
    [
      `No Pulumi CLI ${around.minimum} or newer could be had.`,
      ...tried.map((line) => `  - ${line}`),
      "Do one of these and run the same command again:",
      "  1. Install Pulumi as its vendor describes: https://www.pulumi.com/docs/install/",
      "  2. Put Go on PATH (https://go.dev/dl/): then the CLI is built from its Go module.",
      `  3. Put the folder of a pulumi ${around.minimum} or newer that you already have on PATH.`,
    ].join("\n"),
  );
}
