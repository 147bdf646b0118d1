import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readAppHost } from "../../provider/src/apphost";
import { readMetabase } from "../../provider/src/metabase";
import { repository } from "../support/markdown";

const bench = join(repository, "bench");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iis-identity-bench-test-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** jest can't load ES modules, so that what the bench exports is called in a process of its own. */
function call(file: string, code: string): string {
  const module = pathToFileURL(join(bench, file)).href;
  return execFileSync(
    process.execPath,
    ["--input-type=module", "-e", `const it = await import("${module}"); ${code}`],
    {
      encoding: "utf8",
    },
  );
}

function written(
  name: "writeMetabase" | "writeAppHost" | "writeDirectories",
  ...sizes: readonly number[]
): Buffer {
  const path = join(folder, name);
  call("files.mjs", `it.${name}(${JSON.stringify(path)}, ${sizes.join(", ")});`);
  return readFileSync(path);
}

test("the bench's metabases have four clear keys a site, and as many copies of one account as it asks for", () => {
  const { keys } = readMetabase(written("writeMetabase", 250, 100));
  expect(keys).toHaveLength(4 * 250 + 2);
  expect(keys.filter(({ ambiguous }) => ambiguous !== undefined)).toEqual([]);
  const copies = keys.filter(({ values }) => values.anonymous?.userName?.text === "FARM\\svc-web");
  expect(copies).toHaveLength(100);
});

test("its metabases of one site have so many directories with a user each, and one account at some of them", () => {
  const { keys } = readMetabase(written("writeDirectories", 100, 10));
  const users = keys.flatMap(({ values }) => values.anonymous?.userName?.text ?? []);
  expect([keys.length, users.length, new Set(users).size]).toEqual([103, 100, 91]);
  expect(users.filter((name) => name === "FARM\\svc-web")).toHaveLength(10);
});

test("its files of IIS 7 have a pool, a site and a location tag for each site", () => {
  const { scopes, sites, pools } = readAppHost(written("writeAppHost", 250));
  expect([scopes.length, sites[0]?.sites.length, pools[0]?.pools.length]).toEqual([251, 250, 250]);
});

test("a table shows medians, and ratios that a machine which slows down does not change", () => {
  const rows = [{ name: "floor" }, { name: "ours" }];
  const measures = [[10, 20, 40].map((wall) => ({ wall })), [20, 40, 80].map((wall) => ({ wall, cpu: 5 }))];
  const printed = call(
    "rounds.mjs",
    `console.log(it.tableOf(${JSON.stringify(rows)}, ${JSON.stringify(measures)}))`,
  );
  expect(printed.split("\n").map((line) => line.split("|").map((cell) => cell.trim()))).toEqual([
    ["", "", "wall, ms", "ratio", "CPU, ms", ""],
    expect.anything(),
    ["", "floor", "20", "1.00", "", ""],
    ["", "ours", "40", "2.00", "5.0", ""],
    [""],
  ]);
});

test("a table that does not exist is refused with the names of those that do", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(bench, "run.mjs"), "speed"], {
    encoding: "utf8",
  });
  expect(status).toBe(2);
  expect(stderr).toContain("startup, document");
});
