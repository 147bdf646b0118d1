import { execFile } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatHolder, thisHolder } from "../../provider/src/io/lock-holder";
import { ways } from "../support/io-calls";
import { compileIo } from "../support/compiled-io";
import { deadProcess, fileIn, freshFolder, others } from "../support/io-folder";

const child = (name: string): string => join(__dirname, "..", "support", name);
const oldBytes = "the whole old file ".repeat(50);
const newBytes = "every byte of the new one ".repeat(60);
const laterBytes = "what the next write brings ".repeat(40);
let io = "";

beforeAll(() => {
  io = compileIo(freshFolder());
});

interface Ended {
  readonly signal: NodeJS.Signals | undefined;
  readonly failed: boolean;
  readonly out: string;
  readonly err: string;
}

function start(script: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [child(script), io, ...args], (error, out, err) => {
      resolve({ signal: error?.signal ?? undefined, failed: error !== null, out, err });
    });
  });
}

const nextWrite = (path: string, way: string): Promise<Ended> =>
  start("write-child.cjs", path, laterBytes, way);

/** What a killed write and the next one leave together: the file, its backups, and at most a draft of the lock. */
function expectTidy(folder: string, earlier: readonly string[]): void {
  for (const name of others(folder)) {
    if (/^\.MetaBase\.xml\.[0-9a-f]{16}\.iis-identity-lock$/.test(name)) continue;
    expect(name).toMatch(/^MetaBase\.xml\.\d{8}T\d{9}Z\.bak$/);
    expect(earlier).toContain(readFileSync(join(folder, name), "utf8"));
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o640);
  }
}

async function killedAt(way: string, step: number): Promise<"old" | "new"> {
  const folder = freshFolder();
  const path = fileIn(folder, oldBytes);
  chmodSync(path, 0o640);
  const killed = await start("write-child.cjs", path, newBytes, way, String(step));
  expect({ step, ...killed }).toMatchObject({ signal: "SIGKILL" });
  const found = readFileSync(path, "utf8");
  expect([oldBytes, newBytes]).toContain(found);
  for (const name of others(folder)) {
    // Whatever holds credentials is readable for no more people than the file itself.
    expect(statSync(join(folder, name)).mode & 0o777 & ~0o640).toBe(0);
  }
  expect(await nextWrite(path, way)).toMatchObject({ failed: false, err: "" });
  expect(readFileSync(path, "utf8")).toBe(laterBytes);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expectTidy(folder, [oldBytes, newBytes]);
  return found === oldBytes ? "old" : "new";
}

test.each(ways)(
  "killed at any step, a write leaves the whole old or the whole new file, and the next write succeeds (%s)",
  async (way) => {
    const path = fileIn(freshFolder(), oldBytes);
    const whole = await start("write-child.cjs", path, newBytes, way);
    expect(whole).toMatchObject({ failed: false, err: "" });
    expect(readFileSync(path, "utf8")).toBe(newBytes);
    const [steps = 0, firstRename = 0] = whole.out.split(" ").map(Number);
    expect(steps).toBeGreaterThan(30);

    // What comes before is one for all ways.
    const first = way === ways[0] ? 1 : firstRename;
    const outcomes: string[] = [];
    let next = first;
    const lane = async (): Promise<void> => {
      while (next <= steps) {
        const step = next;
        next += 1;
        outcomes[step - first] = await killedAt(way, step);
      }
    };
    await Promise.all([lane(), lane()]);
    // Old up to one step, new from then on: the file changes at exactly one of them.
    const change = outcomes.indexOf("new");
    expect(change).toBeGreaterThan(0);
    expect(outcomes).toEqual(outcomes.map((_outcome, index) => (index < change ? "old" : "new")));
  },
  300_000,
);

test("processes that count in one file at once, over a dead process's lock, lose no step", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "0");
  writeFileSync(`${path}.lock`, formatHolder({ ...thisHolder(), pid: deadProcess() }, "0123456789abcdef"));
  const counting = await Promise.all([1, 2, 3].map(() => start("count-child.cjs", path, "20")));
  for (const ended of counting) expect(ended).toMatchObject({ failed: false, err: "" });
  expect(readFileSync(path, "utf8")).toBe("60");
  expect(others(folder)).toEqual([]);
}, 180_000);
