import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callScript } from "../support/call-script";

type Status = "passed" | "failed" | "pending" | "todo";

/** One test file as jest reports it. */
const file = (lane: string, results: readonly Status[], fails = results.includes("failed")): object => ({
  name: join("/project/tests", lane, "some.test.ts"),
  status: fails ? "failed" : "passed",
  startTime: 1000,
  endTime: 3500,
  assertionResults: results.map((status) => ({ status })),
});

const count = (report: unknown, succeeded: boolean, lanes = ["unit"]): unknown =>
  callScript("lanes.mjs", "countResults", ["/project/tests", lanes, report, succeeded]);

const ran = (...testResults: readonly object[]): object => ({ testResults });

describe("a lane's result", () => {
  test.each<[string, object, boolean, readonly [number, number, number]]>([
    ["all passed", ran(file("unit", ["passed"])), true, [1, 0, 0]],
    ["some skipped", ran(file("unit", ["passed", "pending", "todo"])), true, [1, 0, 2]],
    ["one failed", ran(file("unit", ["passed", "failed"])), false, [1, 1, 0]],
    ["a file that could not be run", ran(file("unit", ["passed"]), file("unit", [], true)), false, [1, 1, 0]],
    ["a failure outside of a test", ran(file("unit", ["passed"], true)), false, [1, 1, 0]],
    [
      "both",
      ran(file("unit", ["failed"]), file("unit", [], true), file("unit", ["passed"])),
      false,
      [1, 2, 0],
    ],
    ["nothing but skipped tests is a failure", ran(file("unit", ["pending"])), true, [0, 1, 1]],
  ])("%s", (_, report, succeeded, [passed, failed, skipped]) => {
    const seconds = 2.5 * (report as { testResults: readonly unknown[] }).testResults.length;
    expect(count(report, succeeded)).toEqual({ unit: { passed, failed, skipped, seconds } });
  });

  const none = { passed: 0, failed: 1, skipped: 0, seconds: 0 };

  test("no test at all is a failure", () => {
    expect(count(ran(), true)).toEqual({ unit: none });
  });

  test("no report is a failure of each lane", () => {
    expect(count(null, false, ["unit", "engine"])).toEqual({ unit: none, engine: none });
  });

  test("a failure counts where it is, also beside a lane that passes", () => {
    const report = ran(file("unit", ["passed"]), file("engine", ["passed", "failed"]));
    expect(count(report, false, ["unit", "engine"])).toEqual({
      unit: { passed: 1, failed: 0, skipped: 0, seconds: 2.5 },
      engine: { passed: 1, failed: 1, skipped: 0, seconds: 2.5 },
    });
  });

  test("a jest that fails without a reason is a failure", () => {
    expect(count(ran(file("unit", ["passed"])), false)).toMatchObject({
      unit: { passed: 1, failed: 0 },
      jest: { failed: 1 },
    });
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

  test("every folder under tests/ is one, after those that must be there; shared folders are not", () => {
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
    const lane = { name: "x", programs: ["wine"] };
    expect(callScript("lanes.mjs", "whyNot", [lane, { PATH: folder }])).toMatch(/wine/);
    expect(callScript("lanes.mjs", "whyNot", [{ ...lane, programs: [] }, { PATH: folder }])).toBeNull();
  });
});
