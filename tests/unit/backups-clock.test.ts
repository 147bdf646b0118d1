import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeBackup, modeAndOwner, pruneBackups, readWhole } from "../../provider/src/io";
import { backupName } from "../../provider/src/io/backup-name";
import { runCommand } from "../support/command";
import { fileIn, freshFolder } from "../support/io-folder";
import { metabaseText } from "../support/metabase-folder";

/* Which backup is the newest where a clock was wrong: what was just made always is, and no name displaces a real one. */

afterEach(() => {
  jest.restoreAllMocks();
});

const hour = 3_600_000;
const text = metabaseText([]);

const lay = (path: string, fromNow: number, content: string): string => {
  const name = backupName(path, new Date(Date.now() + fromNow));
  return fileIn(dirname(path), content, name);
};

/** Backs up and prunes, as a write does. */
async function backUp(path: string, content: string, keep: number): Promise<void> {
  writeFileSync(path, content);
  const made = await makeBackup(await readWhole(path, 1e6), { keep }, modeAndOwner());
  expect(await pruneBackups(path, { keep }, made)).toEqual([]);
  rmSync(path);
  writeFileSync(path, content);
}

const contentsBeside = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.endsWith(".bak"))
    .map((name) => readFileSync(join(dirname(path), name), "utf8"))
    .sort();

test("names of a clock that ran ahead go first, and each write keeps what the last ones made", async () => {
  const path = fileIn(freshFolder(), "x");
  for (const ahead of [1, 24, 24 * 365 * 70]) lay(path, ahead * hour, `ahead ${String(ahead)}`);
  const left: string[][] = [];
  for (const content of ["1", "2", "3", "4"]) {
    await backUp(path, content, 3);
    left.push(contentsBeside(path).filter((each) => !each.startsWith("ahead")));
  }
  expect(left).toEqual([["1"], ["1", "2"], ["1", "2", "3"], ["2", "3", "4"]]);
  expect(contentsBeside(path)).toHaveLength(3);
});

test("so do they once their time has come, where the file system knows better", async () => {
  const path = fileIn(freshFolder(), "x");
  lay(path, hour, "ahead");
  await backUp(path, "1", 3);
  const real = Date.now();
  jest.spyOn(Date, "now").mockReturnValue(real + 2 * hour);
  await backUp(path, "2", 2);
  expect(contentsBeside(path)).toEqual(["1", "2"]);
});

test("while the clock is behind, each write keeps what the last one made", async () => {
  const path = fileIn(freshFolder(), "x");
  for (const content of ["1", "2", "3"]) await backUp(path, content, 3);
  const real = Date.now();
  for (const [index, content] of ["4", "5", "6", "7"].entries()) {
    jest.spyOn(Date, "now").mockReturnValue(real - 999 * 24 * hour + index);
    await backUp(path, content, 3);
    expect(contentsBeside(path)).toContain(content);
    if (index > 0) expect(contentsBeside(path)).toContain(String(Number(content) - 1));
  }
  expect(contentsBeside(path)).toEqual(["5", "6", "7"]);
});

test("prune keeps the newest real one, and list shows what a clock ahead made last, and says so", async () => {
  const path = fileIn(freshFolder(), text);
  await backUp(path, text, 3);
  const [real = ""] = readdirSync(dirname(path)).filter((name) => name.endsWith(".bak"));
  const ahead = lay(path, 24 * hour, text).slice(dirname(path).length + 1);
  const { stdout } = await runCommand(["backups", "list", "--path", path]);
  expect(stdout.match(/MetaBase\.xml\.\d\S+/g)).toEqual([real, ahead]);
  expect(stdout.split("\n").filter((line) => line.includes("clock"))).toEqual([
    expect.stringContaining(ahead),
  ]);
  expect((await runCommand(["backups", "prune", "--keep", "1", "--apply", "--path", path])).code).toBe(0);
  expect(readdirSync(dirname(path)).sort()).toEqual(["MetaBase.xml", real]);
});
