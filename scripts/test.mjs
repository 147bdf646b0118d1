import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allLanes, countResults, jestArguments, whyNot } from "./lanes.mjs";
import { ensurePulumi } from "./pulumi.mjs";
import { projectRoot, setupProject } from "./setup.mjs";
import { runScript, SetupError } from "./setup-error.mjs";

/*
 * npm test                      sets everything up and runs every lane
 * npm test -- unit              runs one lane: lint, or a folder under tests/
 * npm test -- engine -t name    hands what follows the lane's name to jest
 *
 * Tests that run the Pulumi CLI find it in two environment variables, PATH being left as it is:
 * IIS_IDENTITY_PULUMI is the program's full path, IIS_IDENTITY_PULUMI_ROOT the folder for PulumiCommand.get({ root }).
 * The second is not set where the program was found on PATH outside of a folder named bin: then PulumiCommand.get()
 * finds it.
 */

/** @typedef {import("./lanes.mjs").Counts} Counts */

await runScript(async () => {
  const [only, ...more] = process.argv.slice(2);
  const lanes = allLanes(join(projectRoot, "tests"));
  const names = ["lint", ...lanes.map(({ name }) => name)];
  if (only !== undefined && !names.includes(only)) {
    throw new SetupError(`There is no lane "${only}". Take one of: ${names.join(", ")}.`);
  }
  const total = setUp() ? await runLanes(only, more, lanes) : { passed: 0, failed: 1, skipped: 0 };
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
 */
async function runLanes(only, more, lanes) {
  const chosen = lanes.filter(({ name }) => only === undefined || only === name);
  const pulumi = chosen.some((lane) => lane.pulumi) ? await findPulumi() : undefined;

  /** @type {Counts[]} */
  const all = [];
  if (only === undefined || only === "lint") all.push(reported("lint", lint));
  for (const lane of chosen) {
    all.push(
      reported(lane.name, () => {
        const reason = whyNot(lane, process.env) ?? (lane.pulumi ? pulumi?.missing : undefined);
        return reason === undefined ? runJest(lane, pulumi?.env ?? {}, more) : unable(reason);
      }),
    );
  }
  return add(all);
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
 * @param {string} reason
 * @returns {Counts}
 */
function unable(reason) {
  const fails = process.env["CI"] === "true";
  console.log(`  ${fails ? "can't run" : "skipped"}: ${reason}`);
  return { passed: 0, failed: fails ? 1 : 0, skipped: fails ? 0 : 1 };
}

/** @returns {Counts} */
function lint() {
  const checks = [
    ["eslint", "eslint/bin/eslint.js", ".", "--max-warnings", "0"],
    ["prettier", "prettier/bin/prettier.cjs", "--check", "."],
    ["tsc", "typescript/bin/tsc", "-p", "tests"],
  ];
  return add(
    checks.map(([name = "", script = "", ...args]) => {
      const { status } = spawnSync(process.execPath, [join(projectRoot, "node_modules", script), ...args], {
        cwd: projectRoot,
        stdio: "inherit",
      });
      console.log(`  ${name}: ${status === 0 ? "passed" : "failed"}`);
      return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
    }),
  );
}

/**
 * @param {import("./lanes.mjs").Lane} lane
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} more
 * @returns {Counts}
 */
function runJest(lane, env, more) {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-lane-"));
  try {
    const report = join(folder, "report.json");
    const { status } = spawnSync(process.execPath, jestArguments(projectRoot, lane, report, more), {
      cwd: projectRoot,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...env },
    });
    return countResults(readReport(report), status === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

/**
 * @param {string} name
 * @param {() => Counts} runLane
 */
function reported(name, runLane) {
  console.log(`\nLane ${name}`);
  const from = Date.now();
  const counts = runLane();
  console.log(`Lane ${name}: ${text(counts)} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
  return counts;
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
