import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { backupName } from "../../provider/src/io/backup-name";
import { realFileSystem } from "../../provider/src/io";
import { runCommand, type CommandRun } from "../support/command";
import { systemError } from "../support/io-folder";
import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";

const day = 86_400_000;
const at = "/LM/W3SVC/1/ROOT";
const sealed = `49634462f000000022000000${"5a".repeat(48)}`;
const text = metabaseText([
  { location: "/LM/W3SVC", type: "IIsWebService", attributes: { WAMUserName: "IWAM", WAMUserPass: "iwam" } },
  { location: at, attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: "S3cret!now" } },
]);

let folder: MetabaseFolder;

const lay = (name: string, content: string): string => {
  writeFileSync(join(dirname(folder.path), name), content);
  return name;
};
const backup = (ageMs: number, content = text): string =>
  lay(backupName(folder.path, new Date(Date.now() - ageMs)), content);
const names = (): readonly string[] => readdirSync(dirname(folder.path)).sort();
const backups = (...args: readonly string[]): Promise<CommandRun> =>
  runCommand(["backups", ...args, "--path", folder.path]);

beforeEach(async () => {
  folder = await MetabaseFolder.create(text);
});

afterEach(async () => {
  await folder.remove();
});

/** Backups of a minute, a day, ten days and forty days ago, and what looks like one and is none. */
const someBackups = (): readonly string[] => {
  lay("MetaBase.xml.bak", text);
  lay("Other.xml.20260131T235959999Z.bak", text);
  mkdirSync(join(dirname(folder.path), "MetaBase.xml.20200131T235959999Z.bak"));
  return [60_000, day, 10 * day, 40 * day].map((age) => backup(age));
};

test("list shows our backups, newest first, and other programs' versions apart", async () => {
  const ours = someBackups();
  const theirs = lay("MetaBase.xml.replaced.20260131T235959999Z.bak", "x");
  const listed = await backups("list");
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout.match(/MetaBase\.xml\.(?:replaced\.)?\d\S+/g)).toEqual([...ours, theirs]);
  const { stdout } = await backups("list", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    backups: ours.map((name) => ({ name, size: Buffer.byteLength(text) })),
    replaced: [{ name: theirs, time: "2026-01-31T23:59:59.999Z", size: 1 }],
  });
});

test("list works where the metabase itself is gone", async () => {
  const [newest = ""] = someBackups();
  rmSync(folder.path);
  const { code, stdout } = await backups("list");
  expect([code, stdout.includes(newest)]).toEqual([0, true]);
});

test("list says where Windows keeps other copies, and counts those beside a live metabase", async () => {
  await folder.remove();
  folder = await MetabaseFolder.create(text, "inetsrv/MetaBase.xml");
  for (const name of [
    "History/MetaBase_0000000001_0000000002.xml",
    "metaback/mine.MD0",
    "metaback/mine.SC0",
  ]) {
    mkdirSync(join(dirname(folder.path), dirname(name)), { recursive: true });
    lay(name, text);
  }
  const { stdout } = await backups("list", "--json");
  const { windows } = JSON.parse(stdout) as { windows: readonly { place: string; found: number | null }[] };
  expect(windows.map(({ found }) => found)).toEqual([1, 1, 0, null, null]);
  expect((await backups("list")).stdout).toMatch(/inetsrv\\History\\MetaBase_\*\.xml: .*; 1 there$/m);
});

test("check reads each, and ends with 3 where one can't be read", async () => {
  const good = backup(60_000);
  expect(await backups("check")).toEqual({ code: 0, stdout: `${good}  can be read\n`, stderr: "" });
  const cut = backup(day, text.slice(0, text.indexOf("now")));
  const { code, stdout } = await backups("check");
  expect(code).toBe(3);
  expect(stdout).toContain(`${cut}  E_TRUNCATED: `);
});

test("check says so where there is no such metabase; a metabase or a backup of one is enough", async () => {
  expect(await backups("check")).toEqual({ code: 0, stdout: "There is no backup.\n", stderr: "" });
  const { code, stdout, stderr } = await runCommand(["backups", "check", "--path", `${folder.path}x`]);
  expect([code, stdout, /E_[A-Z_]+/.exec(stderr)?.[0]]).toEqual([1, "", "E_FILE_NOT_FOUND"]);
  backup(day);
  rmSync(folder.path);
  expect((await backups("check")).code).toBe(0);
});

test.each<readonly [args: readonly string[], kept: number]>([
  [[], 3],
  [["--keep", "1"], 1],
  [["--keep", "9"], 3],
  [["--keep", "9", "--max-age-days", "5"], 2],
  [["--keep", "9", "--max-age-days", "90"], 4],
])("prune %j removes only what it shows, and only with --apply", async (args, kept) => {
  const ours = someBackups();
  lay("MetaBase.xml.replaced.20200131T235959999Z.bak", "x");
  const before = await folder.text();
  const all = names();
  const gone = ours.slice(kept);
  const dry = await backups("prune", ...args);
  expect(dry.code).toBe(gone.length === 0 ? 0 : 3);
  expect(dry.stdout.match(/MetaBase\.xml\.\S+/g) ?? []).toEqual(gone);
  expect(names()).toEqual(all);

  expect((await backups("prune", ...args, "--apply")).code).toBe(0);
  expect(names()).toEqual(all.filter((name) => !gone.includes(name)));
  expect(await folder.text()).toBe(before);
  expect((await backups("prune", ...args)).code).toBe(0);
});

test("prune keeps the newest backup that can be read, however many newer ones can't", async () => {
  const broken = [day, 2 * day, 3 * day].map((age) => backup(age, text.slice(0, 300)));
  const [good = "", older = ""] = [40 * day, 41 * day].map((age) => backup(age));
  const gone = [...broken.slice(1), older];
  const dry = await backups("prune", "--keep", "1");
  expect([dry.code, dry.stdout.match(/MetaBase\.xml\.\S+/g)]).toEqual([3, gone]);
  expect((await backups("prune", "--keep", "1", "--apply")).code).toBe(0);
  expect(names()).toEqual([broken[0], good, "MetaBase.xml"].sort());
  expect((await backups("prune", "--keep", "1")).code).toBe(0);
});

test("prune removes nothing while the metabase itself can't be read", async () => {
  someBackups();
  writeFileSync(folder.path, text.slice(0, 400));
  const all = names();
  for (const more of [[], ["--apply"]]) {
    const { code, stderr } = await backups("prune", "--keep", "1", ...more);
    expect([code, /E_[A-Z_]+/.exec(stderr)?.[0]]).toEqual([1, "E_TRUNCATED"]);
    expect(stderr).toContain(folder.path);
  }
  expect(names()).toEqual(all);
});

test.each<readonly [what: string, stored: string | undefined, answer: string]>([
  ["the same password", "S3cret!now", "are equal"],
  ["another one", "S3cret!then", "differ"],
  ["the same in another case", "s3cret!now", "differ"],
  ["none", undefined, "differ"],
  ["an empty one", "", "differ"],
  ["a sealed one", sealed, "can't be compared"],
])("show compares %s, and shows none", async (_what, stored, answer) => {
  const name = backup(day, withAttribute(text, at, "AnonymousUserPass", stored));
  const before = await folder.listing();
  const run = await backups("show", "--backup", name, "--location", "w3svc/1/root", "--kind", "Anonymous");
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toContain(`The passwords ${answer}.`);
  expect(run.stdout.split("\n")[0]).toBe(`${at} (anonymous)`);
  expect(run.stdout).not.toMatch(/S3cret|49634462/i);
  expect(await folder.listing()).toEqual(before);
});

test("show reports a key that is gone by now", async () => {
  const name = backup(day);
  writeFileSync(folder.path, metabaseText([]));
  const { code, stdout } = await backups(
    "show",
    "--backup",
    name,
    "--location",
    "W3SVC/1/ROOT",
    "--kind",
    "anonymous",
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^in the backup {2}IUSR_WEB +own +set +own\nnow +\(no such key\)\nThe passwords can't/m,
  );
});

test.each<readonly [args: readonly string[], code: number]>([
  [[], 2],
  [["nonsense"], 2],
  [["list", "more"], 2],
  [["prune", "--keep", "0"], 2],
  [["prune", "--keep", "S3cret!x"], 2],
  [["show", "--backup", "x", "--kind", "wam"], 2],
  [["show", "--backup", "../MetaBase.xml", "--location", "W3SVC", "--kind", "wam"], 2],
  [["show", "--backup", "S3cret!x", "--location", "W3SVC", "--kind", "S3cret!x"], 2],
])("backups %j is no command line", async (args, expected) => {
  const { code, stdout, stderr } = args.length === 0 ? await runCommand(["backups"]) : await backups(...args);
  expect([code, stdout]).toEqual([expected, ""]);
  expect(stderr).not.toContain("S3cret!x");
});

test("a running IIS has no backups of ours: exit code 2, and nothing is started", async () => {
  const run = await runCommand(["backups", "list", "--ssh", "web01"], { env: { PATH: "" } });
  expect([run.code, run.stdout]).toEqual([2, ""]);
});

test("a backup that can't be removed is named, and the exit code shows it", async () => {
  const [, second = ""] = someBackups();
  const all = names();
  const real = realFileSystem.unlink.bind(realFileSystem);
  jest
    .spyOn(realFileSystem, "unlink")
    .mockImplementation((path) =>
      String(path).endsWith(second) ? Promise.reject(systemError("EACCES")) : real(path),
    );
  const { code, stdout, stderr } = await backups("prune", "--keep", "1", "--apply");
  jest.restoreAllMocks();
  expect(code).toBe(1);
  expect(stdout).not.toContain(second);
  for (const gone of all.filter((name) => !names().includes(name))) expect(stdout).toContain(gone);
  expect(stderr).toContain(join(dirname(folder.path), second));
  expect(names().filter((name) => name.endsWith("Z.bak"))).toContain(second);
});
