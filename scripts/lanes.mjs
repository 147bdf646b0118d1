import { readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findOnPath } from "./pulumi-binary.mjs";

/**
 * One folder under tests/. A folder that does not stand in the table is a lane, too, that needs nothing.
 *
 * @typedef {object} Lane
 * @property {string} name
 * @property {boolean} pulumi whether its tests run the Pulumi CLI
 * @property {readonly string[]} programs that must be on PATH, else the lane can't run
 * @property {number | undefined} workers how many test files run at once; undefined: one for each core
 */

/**
 * The lanes that must be there, in the order in which they run: what fails fastest goes first.
 *
 * @type {readonly Lane[]}
 */
const known = [
  { name: "unit", pulumi: false, programs: [], workers: undefined },
  { name: "property", pulumi: false, programs: [], workers: undefined },
  { name: "conformance", pulumi: false, programs: [], workers: undefined },
  { name: "host", pulumi: false, programs: [], workers: undefined },
  { name: "cli", pulumi: false, programs: [], workers: undefined },
  { name: "ssh", pulumi: false, programs: ["sshd", "ssh", "sftp"], workers: 1 },
  { name: "windows", pulumi: false, programs: ["wine"], workers: 1 },
  { name: "script-host", pulumi: false, programs: ["wine", "flock"], workers: 2 },
  { name: "adsi", pulumi: true, programs: ["wine", "flock", "sshd", "ssh", "sftp"], workers: 2 },
  { name: "engine", pulumi: true, programs: [], workers: 2 },
  { name: "secrets", pulumi: true, programs: [], workers: 2 },
  { name: "packaging", pulumi: true, programs: [], workers: 1 },
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
    .map(({ name }) => ({ name, pulumi: false, programs: [], workers: undefined }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return [...known, ...others];
}

/**
 * Why the lane can't run on this machine, apart from Pulumi; `undefined` where it can.
 *
 * @param {Lane} lane
 * @param {NodeJS.ProcessEnv} env
 */
export function whyNot({ programs }, env) {
  // Servers lie where only root's PATH leads.
  const around = { ...env, PATH: [env["PATH"], "/usr/local/sbin", "/usr/sbin"].join(delimiter) };
  const missing = programs.filter(
    (program) => (findOnPath(program, env) ?? findOnPath(program, around)) === undefined,
  );
  return missing.length === 0 ? undefined : `not on PATH: ${missing.join(", ")}`;
}

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts what jest reports. A file that could not be run, a failure outside of any test, and a lane in which not one
 * test ran count as one failure each.
 *
 * @param {JestReport | undefined | null} report none where jest wrote none
 * @param {boolean} succeeded whether jest ended with exit code 0
 * @returns {Counts}
 */
export function countResults(report, succeeded) {
  if (report === undefined || report === null) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
  const passed = report.numPassedTests;
  let failed = report.numFailedTests + broken;
  if (failed === 0 && (passed === 0 || !succeeded)) failed = 1;
  return { passed, failed, skipped: report.numPendingTests + report.numTodoTests };
}

/**
 * The part of jest's `--json` that is used here.
 *
 * @typedef {object} JestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * jest's arguments for a lane.
 *
 * @param {string} root the project's folder
 * @param {Lane} lane
 * @param {string} report where to write the results
 * @param {readonly string[]} more as given by people, for example `-t` and a name
 */
export function jestArguments(root, lane, report, more) {
  return [
    join(root, "node_modules", "jest", "bin", "jest.js"),
    "--ci",
    "--json",
    `--outputFile=${report}`,
    `--roots=${join(root, "tests", lane.name)}`,
    `--maxWorkers=${lane.workers === undefined ? "100%" : String(lane.workers)}`,
    ...more,
  ];
}
