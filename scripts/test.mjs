import "./node-version.mjs";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { allLanes, countResults, jestArguments, whyNot } from "./lanes.mjs";
import { ensurePulumi } from "./pulumi.mjs";
import { projectRoot, setupProject } from "./setup.mjs";
import { runScript, SetupError } from "./setup-error.mjs";

/*
 * npm test                      sets everything up and runs every lane
 * npm test -- quick             runs the lanes that need no other program
 * npm test -- unit              runs one lane: lint, or a folder under tests/
 * npm test -- engine -t name    hands what follows the lane's name to jest
 *
 * Tests that run the Pulumi CLI find it in two environment variables, PATH being left as it is:
 * IIS_IDENTITY_PULUMI is the program's full path, IIS_IDENTITY_PULUMI_ROOT the folder for PulumiCommand.get({ root }).
 * The second is not set where the program was found on PATH outside of a folder named bin: then PulumiCommand.get()
 * finds it.
 */

/** @typedef {import("./lanes.mjs").Counts} Counts */

const tests = join(projectRoot, "tests");

await runScript(async () => {
  const [only, ...more] = process.argv.slice(2);
  const lanes = allLanes(tests);
  const names = ["quick", "lint", ...lanes.map(({ name }) => name)];
  if (only !== undefined && !names.includes(only)) {
    throw new SetupError(`There is no lane "${only}". Take one of: ${names.join(", ")}.`);
  }
  if (only === "quick" && more.length > 0) throw new SetupError("quick takes nothing more: name one lane.");
  const counts = setUp() ? await runLanes(only, more, lanes) : [{ passed: 0, failed: 1, skipped: 0 }];
  const total = add(counts);
  if (total.failed > 0) process.exitCode = 1;
  console.log(text(total));
});

/** Whether packages and build are as they should be; if not, that is the one failure to report. */
function setUp() {
  try {
    setupProject();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    return false;
  }
}

/**
 * @param {string | undefined} only
 * @param {readonly string[]} more
 * @param {readonly import("./lanes.mjs").Lane[]} lanes
 * @returns {Promise<readonly Counts[]>}
 */
async function runLanes(only, more, lanes) {
  const chosen = lanes.filter(
    ({ name, quick }) => only === undefined || only === name || (only === "quick" && quick),
  );
  const pulumi = chosen.some((lane) => lane.pulumi) ? await findPulumi() : {};
  const reasons = new Map(
    chosen.map((lane) => [
      lane.name,
      whyNot(lane, process.env) ?? (lane.pulumi ? pulumi.missing : undefined),
    ]),
  );
  const able = chosen.filter(({ name }) => reasons.get(name) === undefined).map(({ name }) => name);
  const linted = only === undefined || only === "quick" || only === "lint";
  const [lint, jest] = await Promise.all([
    linted ? runLint() : undefined,
    able.length === 0 ? undefined : runJest(able, pulumi.env ?? {}, more),
  ]);
  console.log();
  const counts = { ...lint, ...jest };
  for (const [name, reason] of reasons) {
    if (reason !== undefined) counts[name] = unable(name, reason);
  }
  for (const [name, each] of Object.entries(counts)) {
    const seconds = each.seconds === undefined ? "" : ` (${each.seconds.toFixed(1)} s)`;
    console.log(`Lane ${name}: ${text(each)}${seconds}`);
  }
  return Object.values(counts);
}

/** @returns {Promise<{ env?: NodeJS.ProcessEnv, missing?: string }>} */
async function findPulumi() {
  try {
    const { command, root, version } = await ensurePulumi();
    console.log(`Pulumi CLI ${version}: ${command}`);
    return {
      env: {
        IIS_IDENTITY_PULUMI: command,
        ...(root === undefined ? {} : { IIS_IDENTITY_PULUMI_ROOT: root }),
      },
    };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return { missing: "there is no Pulumi CLI (see above)" };
  }
}

/**
 * A lane that can't run here is skipped, and counted; in CI, which installs what lanes need, it is a failure.
 *
 * @param {string} name
 * @param {string} reason
 * @returns {Counts}
 */
function unable(name, reason) {
  const fails = process.env["CI"] === "true";
  console.log(`Lane ${name} ${fails ? "can't run" : "is skipped"}: ${reason}`);
  return { passed: 0, failed: fails ? 1 : 0, skipped: fails ? 0 : 1 };
}

/** @returns {Promise<Record<string, Counts>>} */
async function runLint() {
  const from = Date.now();
  // What ESLint says of a file depends on the types of others, so of its answers none is kept.
  const checks = [
    ["eslint", "eslint/bin/eslint.js", ".", "--max-warnings", "0"],
    ["prettier", "prettier/bin/prettier.cjs", "--check", ".", "--cache", "--cache-strategy=content"],
    [
      "tsc",
      "typescript/bin/tsc",
      "-p",
      "tests",
      "--incremental",
      "--tsBuildInfoFile",
      ".work/tests.tsbuildinfo",
    ],
  ];
  /** @type {Counts[]} */
  const counts = [];
  for (const [name = "", script = "", ...args] of checks) {
    const { code, output } = await run([join(projectRoot, "node_modules", script), ...args], "pipe");
    // Whole, since test files report meanwhile.
    console.log(`${output}${name}: ${code === 0 ? "passed" : "failed"}`);
    counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  }
  return { lint: { ...add(counts), seconds: (Date.now() - from) / 1000 } };
}

/**
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} more
 * @returns {Promise<Record<string, Counts>>}
 */
async function runJest(names, env, more) {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-lanes-"));
  try {
    const report = join(folder, "report.json");
    const args = [...jestArguments(projectRoot, names, report, availableParallelism()), ...more];
    const { code } = await run(args, "inherit", { ...process.env, ...env });
    const results = readReport(report);
    if (results === undefined)
      console.error("jest ended without a report: each of its lanes counts as failed.");
    return countResults(tests, names, results, code === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a script in a Node of its own.
 *
 * @param {readonly string[]} args
 * @param {"pipe" | "inherit"} stream where its words go: into `output`, or where ours go
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(args, stream, env = process.env) {
  return new Promise((resolve, reject) => {
    const stdout = stream === "pipe" ? "pipe" : "ignore";
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: ["ignore", stdout, stream] });
    let output = "";
    for (const each of [child.stdout, child.stderr]) each?.on("data", (chunk) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, output });
    });
  });
}

/**
 * @param {string} path
 * @returns {import("./lanes.mjs").JestReport | undefined}
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {readonly Counts[]} all */
function add(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/** @param {Counts} counts */
function text({ passed, failed, skipped }) {
  return `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}
