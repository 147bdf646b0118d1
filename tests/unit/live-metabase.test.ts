import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { realFileSystem } from "../../provider/src/io";
import { systemError } from "../support/io-folder";
import { runCommand, type CommandRun } from "../support/command";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";

/* The metabase of a running IIS under a path that does not say so: a share, a mount or a drive that ends at its folder. */

const pair = { AnonymousUserName: "svc", AnonymousUserPass: "old" };
const text = metabaseText([{ location: "/LM/W3SVC/1/ROOT", attributes: pair }]);
let folder: MetabaseFolder;

/** A folder `share` with the metabase and with what else is named; a slash makes a folder, of what is before it. */
async function beside(names: readonly string[], name = "MetaBase.xml"): Promise<void> {
  folder = await MetabaseFolder.create(text, `share/${name}`);
  for (const each of names) {
    const path = join(dirname(folder.path), each);
    mkdirSync(each.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!each.endsWith("/")) writeFileSync(path, "x");
  }
}

afterEach(async () => {
  await folder.remove();
});

const sync = (...more: readonly string[]): Promise<CommandRun> =>
  runCommand(["sync", "anonymous", "svc", "--apply", "--password-stdin", ...more], { input: "new\n" });

const whole = [
  ...["inetinfo.exe", "w3wp.exe", "metadata.dll", "iisadmin.dll", "MBSchema.xml", "MBSchema.bin.00000000h"],
  ...["History/MetaBase_0000000001_0000000002.xml", "MetaBack/mine.MD0"],
];

test.each<readonly [string, readonly string[]]>([
  ["a whole server", whole],
  ["the program that owns it", ["inetinfo.exe"]],
  ["the same in other case", ["INETINFO.EXE"]],
  ["a worker process", ["w3wp.exe"]],
  ["what keeps metabases", ["metadata.dll"]],
  ["its schema and its history", ["MBSchema.xml", "History/"]],
  ["its schema and its backups, in other case", ["mbschema.XML", "METABACK/"]],
])("beside %s it is not written, and is where IIS is said to be stopped", async (_what, names) => {
  await beside(names);
  for (const options of [[], ["--path", join(dirname(folder.path), "..", "share", "MetaBase.xml")]]) {
    const refused = await sync("--path", folder.path, ...options);
    expect([refused.code, /E_[A-Z_]+/.exec(refused.stderr)?.[0]]).toEqual([1, "E_LIVE_METABASE"]);
  }
  expect(await folder.text()).toBe(text);
  expect((await sync("--path", folder.path, "--iis-stopped")).code).toBe(0);
  expect(await folder.text()).toBe(text.replace("old", "new"));
});

test("is not written through a link from elsewhere, nor through one that lies there", async () => {
  await beside(["inetinfo.exe"]);
  const elsewhere = join(dirname(folder.path), "..", "link.xml");
  symlinkSync(folder.path, elsewhere);
  const metabase = join(dirname(folder.path), "..", "moved.xml");
  writeFileSync(metabase, text);
  const there = join(dirname(folder.path), "second", "MetaBase.xml");
  mkdirSync(dirname(there));
  writeFileSync(join(dirname(there), "w3wp.exe"), "x");
  symlinkSync(metabase, there);
  for (const path of [elsewhere, there]) {
    expect((await sync("--path", path)).stderr).toContain("E_LIVE_METABASE");
  }
});

test("is not written if what is beside it is not known", async () => {
  await beside([]);
  const share = dirname(folder.path);
  const real = realFileSystem.readdir.bind(realFileSystem);
  jest
    .spyOn(realFileSystem, "readdir")
    .mockImplementation((path) => (path === share ? Promise.reject(systemError("EACCES")) : real(path)));
  const refused = await sync("--path", folder.path);
  jest.restoreAllMocks();
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("E_LIVE_METABASE")]);
  expect(await folder.text()).toBe(text);
});

test.each<readonly [string, readonly string[], string]>([
  ["alone", [], "MetaBase.xml"],
  ["with its schema", ["MBSchema.xml", "MBSchema.bin.00000000h"], "MetaBase.xml"],
  [
    "with its history, without its schema",
    ["History/MetaBase_0000000001_0000000002.xml", "MetaBack/"],
    "MetaBase.xml",
  ],
  [
    "with files that are no programs of IIS",
    ["inetinfo.exe.txt", "my-w3wp.exe", "web.config", "sync.js"],
    "MetaBase.xml",
  ],
  ["with other folders", ["MBSchema.xml", "history.old/", "backup/"], "MetaBase.xml"],
  ["under a name of its own, beside the live one", [...whole, "MetaBase.xml"], "MetaBase.copy.xml"],
])("a copy is written: %s", async (_what, names, name) => {
  await beside(names, name);
  const run = await sync("--path", folder.path);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(await folder.text()).toBe(text.replace("old", "new"));
  expect(basename(folder.path)).toBe(name);
});
