import "./node-version.mjs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { allLanes, countResults, whyNot } from "./lanes.mjs";
import { ensurePulumi } from "./pulumi.mjs";
import { interruptible, run } from "./run.mjs";
import { projectRoot, setupProject } from "./setup.mjs";
import { runScript, SetupError } from "./setup-error.mjs";

/*
 * npm test                      sets everything up and runs every lane
 * npm test -- quick             runs the lanes that need no other program
 * npm test -- unit              runs one lane: lint, or a folder under tests/
 * npm test -- engine -t name    hands what follows the lane's name to jest
 *
 * Tests find the Pulumi CLI in IIS_IDENTITY_PULUMI and IIS_IDENTITY_PULUMI_ROOT (CONTRIBUTING.md); PATH is left as it is.
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
  // Where packages or build are not as they should be, that is the one failure to report.
  let total = { passed: 0, failed: 1, skipped: 0 };
  try {
    setupProject();
    total = add(await runLanes(only, more, lanes));
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
  }
  if (total.failed > 0) process.exitCode = 1;
  console.log(text(total));
});

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
  const missing = chosen.some(({ pulumi }) => pulumi) ? await whyNoPulumi() : undefined;
  const reasons = new Map(
    chosen.map((lane) => [lane.name, whyNot(lane, process.env) ?? (lane.pulumi ? missing : undefined)]),
  );
  const able = chosen.filter(({ name }) => reasons.get(name) === undefined).map(({ name }) => name);
  const linted = only === undefined || only === "quick" || only === "lint";
  const [lint, jest] = await interruptible((signal) =>
    Promise.all([
      linted ? runLint(signal) : undefined,
      able.length === 0 ? undefined : runJest(signal, able, more),
    ]),
  );
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

/** @returns {Promise<string | undefined>} why the lanes that need Pulumi can't run; else they find it in the environment */
async function whyNoPulumi() {
  try {
    const { command, root, version } = await ensurePulumi();
    console.log(`Pulumi CLI ${version}: ${command}`);
    process.env["IIS_IDENTITY_PULUMI"] = command;
    if (root !== undefined) process.env["IIS_IDENTITY_PULUMI_ROOT"] = root;
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return "there is no Pulumi CLI (see above)";
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

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Record<string, Counts>>}
 */
async function runLint(signal) {
  const from = Date.now();
  // What ESLint says of a file depends on the types of others, so of its answers none is kept.
  const checks = [
    "eslint/bin/eslint.js . --max-warnings 0",
    "prettier/bin/prettier.cjs --check . --cache --cache-strategy=content",
    "typescript/bin/tsc -p tests --incremental --tsBuildInfoFile .work/tests.tsbuildinfo",
  ];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const [script = "", ...args] = check.split(" ");
    /** @type {string[]} */
    const lines = [];
    const options = { cwd: projectRoot, signal, onLine: (/** @type {string} */ line) => lines.push(line) };
    const { ok } = await run(process.execPath, [join("node_modules", script), ...args], options);
    total[ok ? "passed" : "failed"] += 1;
    // Whole, since test files report meanwhile.
    console.log([...lines, `${check}: ${ok ? "passed" : "failed"}`].join("\n"));
  }
  return { lint: { ...total, seconds: (Date.now() - from) / 1000 } };
}

/**
 * Runs the files of some lanes beside each other: none waits for another lane's last file.
 *
 * @param {AbortSignal} signal
 * @param {readonly string[]} names
 * @param {readonly string[]} more
 * @returns {Promise<Record<string, Counts>>}
 */
async function runJest(signal, names, more) {
  const folder = await mkdtemp(join(tmpdir(), "iis-identity-lanes-"));
  try {
    const report = join(folder, "report.json");
    const args = [
      "node_modules/jest/bin/jest.js",
      ...["--ci", "--json", `--outputFile=${report}`, "--testSequencer=./scripts/test-order.mjs"],
      ...names.map((name) => `--roots=${join(tests, name)}`),
      // One more than cores, since some tests wait; many more would be engines that keep each other waiting.
      `--maxWorkers=${String(Math.min(availableParallelism() + 1, 4))}`,
      ...(process.stderr.isTTY ? ["--colors"] : []),
      ...more,
    ];
    const options = { cwd: projectRoot, signal, onLine: console.error };
    const { ok, reason } = await run(process.execPath, args, options);
    /** @type {import("./lanes.mjs").JestReport | undefined} */
    const results = await readFile(report, "utf8")
      .then(JSON.parse)
      .catch(() => undefined);
    if (results === undefined)
      console.error(`jest gave no report: ${reason}. Each of its lanes counts as failed.`);
    return countResults(tests, names, results, ok);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {readonly Counts[]} all */
function add(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of /** @type {const} */ (["passed", "failed", "skipped"])) {
    for (const counts of all) total[name] += counts[name];
  }
  return total;
}

/** @param {Counts} counts */
function text({ passed, failed, skipped }) {
  return `${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`;
}
