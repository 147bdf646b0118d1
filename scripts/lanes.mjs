import { readdirSync } from "node:fs";
import { delimiter, relative, sep } from "node:path";
import { findOnPath } from "./pulumi-binary.mjs";

/**
 * One folder under tests/. A folder that is not in the table is a lane, too, that needs nothing.
 *
 * @typedef {object} Lane
 * @property {string} name
 * @property {boolean} [pulumi] whether its tests run the Pulumi CLI
 * @property {readonly string[]} [programs] that must be on PATH, else the lane can't run
 * @property {boolean} [quick] whether `npm test -- quick` runs it
 */

const sshd = ["sshd", "ssh", "sftp"];

/**
 * The lanes that must be there.
 *
 * @type {readonly Lane[]}
 */
const known = [
  { name: "unit", quick: true },
  { name: "property", quick: true },
  { name: "conformance", quick: true },
  { name: "host", quick: true },
  { name: "cli", quick: true },
  { name: "ssh", programs: sshd },
  { name: "windows", programs: ["wine"] },
  { name: "script-host", programs: ["wine", "flock"] },
  { name: "adsi", pulumi: true, programs: ["wine", "flock", ...sshd] },
  { name: "engine", pulumi: true },
  { name: "secrets", pulumi: true },
  { name: "packaging", pulumi: true },
];

// Folders that hold what tests share, and no tests.
const shared = ["fixtures", "support"];

/**
 * @param {string} tests the folder that holds the lanes
 * @returns {readonly Lane[]}
 */
export function allLanes(tests) {
  const names = known.map(({ name }) => name);
  const others = readdirSync(tests, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !names.includes(entry.name) && !shared.includes(entry.name))
    .map(({ name }) => ({ name }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return [...known, ...others];
}

/**
 * Why the lane can't run on this machine, apart from Pulumi; `undefined` where it can.
 *
 * @param {Lane} lane
 * @param {NodeJS.ProcessEnv} env
 */
export function whyNot({ programs = [] }, env) {
  // Servers lie where only root's PATH leads.
  const around = { ...env, PATH: [env["PATH"], "/usr/local/sbin", "/usr/sbin"].join(delimiter) };
  const missing = programs.filter((program) => findOnPath(program, around) === undefined);
  return missing.length === 0 ? undefined : `not on PATH: ${missing.join(", ")}`;
}

/**
 * `seconds` is the time that the lane's files took, one after another.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, seconds?: number }} Counts
 *
 * The part of jest's `--json` that is used here.
 * @typedef {{ name: string, status: string, startTime: number, endTime: number, assertionResults: { status: string }[] }} FileResult
 * @typedef {{ testResults: readonly FileResult[] }} JestReport
 */

/**
 * Counts what jest reports, lane by lane. A file that could not be run, a failure outside of any test, and a lane in which
 * not one test ran count as one failure each, and so does a jest that fails or ends without saying why.
 *
 * @param {string} tests the folder that holds the lanes
 * @param {readonly string[]} names of the lanes that jest was to run
 * @param {JestReport | undefined | null} report none where jest wrote none
 * @param {boolean} succeeded whether jest ended with exit code 0
 * @returns {Record<string, Counts>}
 */
export function countResults(tests, names, report, succeeded) {
  const counts = Object.fromEntries(
    names.map((name) => [
      name,
      countLane(
        report?.testResults.filter((file) => relative(tests, file.name).split(sep)[0] === name) ?? [],
      ),
    ]),
  );
  const unexplained = !succeeded && Object.values(counts).every(({ failed }) => failed === 0);
  return unexplained ? { ...counts, jest: { passed: 0, failed: 1, skipped: 0 } } : counts;
}

/**
 * @param {readonly FileResult[]} files
 * @returns {Counts}
 */
function countLane(files) {
  const results = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
  const passed = results.filter((status) => status === "passed").length;
  const failures = results.filter((status) => status === "failed").length;
  return {
    passed,
    failed: failures + broken || (passed === 0 ? 1 : 0),
    skipped: results.length - passed - failures,
    seconds: files.reduce((sum, { startTime, endTime }) => sum + (endTime - startTime) / 1000, 0),
  };
}
