import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import automation from "@pulumi/pulumi/automation/index.js";
import { SetupError } from "./setup-error.mjs";

/** The demonstration met something that it did not announce. */
export class DemoError extends SetupError {
  /** @override */
  name = "DemoError";
}

/**
 * A folder of the demonstration's own: a copy of the example, and everything that Pulumi keeps.
 *
 * @typedef {object} Workspace
 * @property {string} project the copy of the example
 * @property {readonly string[]} kept the folders in which Pulumi keeps state, plugins and temporary files
 * @property {Record<string, string>} env what the Pulumi CLI is given besides this process's own environment
 * @property {import("./pulumi.mjs").Engine} pulumi
 * @property {automation.PulumiCommand} command
 * @property {AbortSignal} signal ends what runs
 */

/**
 * @param {string} folder an empty one, inside the repository, so that the program's packages are found from there
 * @param {string} example
 * @param {import("./pulumi.mjs").Engine} pulumi
 * @param {AbortSignal} signal
 * @returns {Promise<Workspace>}
 */
export async function makeWorkspace(folder, example, pulumi, signal) {
  await chmod(folder, 0o700);
  const [project, home, state, temporary] = /** @type {const} */ ([
    join(folder, "two-servers"),
    join(folder, "home"),
    join(folder, "state"),
    join(folder, "temporary"),
  ]);
  await cp(example, project, { recursive: true });
  for (const each of [home, state, temporary]) await mkdir(each);
  return {
    project,
    kept: [home, state, temporary],
    env: {
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state.replaceAll("\\", "/")}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(18).toString("base64url"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
    },
    pulumi,
    command: await automation.PulumiCommand.get(pulumi.root === undefined ? {} : { root: pulumi.root }),
    signal,
  };
}

/**
 * Runs `work` without the PULUMI_… variables of whoever started us: neither this process, in which the program runs,
 * nor its children are to see another backend, passphrase or debug switch.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withoutPulumiVariables(work) {
  const set = Object.entries(process.env).filter(([name]) => /^PULUMI_/i.test(name));
  for (const [name] of set) Reflect.deleteProperty(process.env, name);
  try {
    return await work();
  } finally {
    Object.assign(process.env, Object.fromEntries(set));
  }
}

/**
 * Makes a stack of the example's own stack file, with the ready-made program run in this process.
 *
 * @param {Workspace} workspace
 * @param {string} name
 * @returns {Promise<automation.Stack>}
 */
export async function makeStack({ project, env, command }, name) {
  /** @type {() => object} */
  const program = createRequire(import.meta.url)("../dist/index.js");
  return await automation.LocalWorkspace.createStack(
    {
      stackName: name,
      projectName: "two-servers",
      program: () => Promise.resolve().then(() => ({ ...program() })),
    },
    { workDir: project, pulumiCommand: command, envVars: env },
  );
}

/**
 * Sets a secret setting. Its value goes to the CLI's standard input: the Automation API would put it on a command line,
 * which other people on the machine can read.
 *
 * @param {Workspace} workspace
 * @param {{ stack: string, key: string, value: string }} setting
 * @returns {Promise<void>}
 * @throws {DemoError}
 */
export function setSecret({ project, env, pulumi, signal }, { stack, key, value }) {
  const args = ["config", "set", "--secret", "--path", key, "--stack", stack, "--non-interactive"];
  return new Promise((resolve, reject) => {
    /** @param {string} why */
    const fail = (why) => {
      const failed = `pulumi config set --secret ${key} failed for ${stack}: ${why}.`;
      reject(new DemoError(signal.aborted ? "Interrupted." : failed));
    };
    const child = spawn(pulumi.command, args, {
      cwd: project,
      env: { ...process.env, ...env },
      stdio: ["pipe", "ignore", "ignore"],
      windowsHide: true,
      signal,
    });
    // The reason why it stopped reading is its exit code.
    child.stdin.on("error", () => undefined);
    child.on("error", ({ message }) => {
      fail(message);
    });
    child.on("close", (code) => {
      if (code === 0) resolve();
      else fail(`it ended with exit code ${String(code)}`);
    });
    child.stdin.end(value);
  });
}

/**
 * Reads a folder's files, with one character a byte.
 *
 * @param {string} folder
 * @returns {Promise<import("./demo-checks.mjs").Files>}
 */
export async function filesIn(folder) {
  const names = await readdir(folder);
  const files = names.map(async (name) => {
    const path = join(folder, name);
    const { mtimeMs: modified } = await stat(path);
    return /** @type {const} */ ([name, { text: await readFile(path, "latin1"), modified }]);
  });
  return Object.fromEntries(await Promise.all(files));
}

/**
 * Everything that Pulumi keeps, and the stack files, as paths: no password may stand there in clear.
 *
 * @param {Workspace} workspace
 * @returns {Promise<readonly string[]>}
 */
export async function keptFiles({ project, kept }) {
  const inFolders = kept.map(async (folder) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  });
  const stackFiles = (await readdir(project)).filter((name) => name.endsWith(".yaml"));
  return [...(await Promise.all(inFolders)).flat(), ...stackFiles.map((name) => join(project, name))];
}
