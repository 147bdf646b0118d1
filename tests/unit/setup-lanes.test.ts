import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callScript } from "../support/call-script";

const passing = { status: "passed", assertionResults: [{ status: "passed" }] };
const failing = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
const notRun = { status: "failed", assertionResults: [] };
const failingOutside = { status: "failed", assertionResults: [{ status: "passed" }] };

const report = (
  [numPassedTests, numFailedTests, numPendingTests, numTodoTests]: readonly [number, number, number, number],
  testResults: readonly unknown[],
): unknown => ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults });

describe("a lane's result", () => {
  test.each([
    ["all passed", report([1, 0, 0, 0], [passing]), true, [1, 0, 0]],
    ["some skipped, some to do", report([1, 0, 2, 3], [passing]), true, [1, 0, 5]],
    ["one failed", report([1, 1, 0, 0], [failing]), false, [1, 1, 0]],
    ["a file that could not be run is a failure", report([1, 0, 0, 0], [passing, notRun]), false, [1, 1, 0]],
    ["a failure outside of a test is a failure", report([1, 0, 0, 0], [failingOutside]), false, [1, 1, 0]],
    ["both", report([2, 1, 0, 0], [failing, notRun, passing]), false, [2, 2, 0]],
    ["no test at all is a failure", report([0, 0, 0, 0], []), true, [0, 1, 0]],
    ["nothing but skipped tests is a failure", report([0, 0, 4, 0], [passing]), true, [0, 1, 4]],
    ["a jest that fails without a reason is a failure", report([1, 0, 0, 0], [passing]), false, [1, 1, 0]],
    ["no report is a failure", null, true, [0, 1, 0]],
  ] as const)("%s", (_, given, succeeded, [passed, failed, skipped]) => {
    const counted = callScript("lanes.mjs", "countResults", [given, succeeded]);
    expect(counted).toEqual({ passed, failed, skipped });
  });
});

describe("the lanes", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-lanes-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("every folder under tests/ is one, after those that must be there; shared folders are none", () => {
    for (const name of ["zoo", "unit", "apes", "support", "fixtures"]) mkdirSync(join(folder, name));
    const lanes = callScript("lanes.mjs", "allLanes", [folder]) as { name: string }[];
    expect(lanes.map(({ name }) => name)).toEqual([
      "unit",
      "property",
      "conformance",
      "host",
      "cli",
      "ssh",
      "windows",
      "script-host",
      "adsi",
      "engine",
      "secrets",
      "packaging",
      "apes",
      "zoo",
    ]);
  });

  test("one whose program is missing says so", () => {
    const lane = { name: "x", pulumi: false, programs: ["wine"], workers: 1 };
    expect(callScript("lanes.mjs", "whyNot", [lane, { PATH: folder }])).toMatch(/wine/);
    expect(callScript("lanes.mjs", "whyNot", [{ ...lane, programs: [] }, { PATH: folder }])).toBeNull();
  });
});
