import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessControl, modeAndOwner, readWhole, replaceFile, type FileSystem } from "../../provider/src/io";
import { systemLists } from "../../provider/src/io/access-lists";
import { failureOf, fileIn, freshFolder, others, systemError, withFaults } from "../support/io-folder";

const linux = process.platform === "linux" ? describe : describe.skip;
const installed = ["getfacl", "setfacl"].every((name) => spawnSync(name, ["--version"]).status === 0);

function setLists(...args: readonly string[]): void {
  execFileSync("setfacl", args, { stdio: "ignore" });
}

/** Who may do what with a file, lists included. */
function rightsOf(path: string): string {
  return execFileSync("getfacl", ["--numeric", "--absolute-names", "--omit-header", path], {
    encoding: "utf8",
  });
}

// Uids and gids that nobody here has.
const lists: readonly [string, readonly string[], readonly string[]][] = [
  ["a folder that gives new files one more reader", [], ["u:4321:r"]],
  ["a folder that gives new files one more group", [], ["g:4321:rw"]],
  [
    "a folder that gives nobody access to new files until their mode is set",
    [],
    ["u::-", "u:4321:rwx", "g::-", "m::-", "o::-"],
  ],
  ["a file with a reader of its own, whose group may not read", ["u:1234:r", "g::-", "m::r"], []],
  ["a file with a group of its own", ["g:1234:rw"], []],
  ["a file and a folder that disagree", ["u:1234:rw", "g::r", "m::rw"], ["u:4321:rwx", "o::-"]],
];

linux("access-control lists", () => {
  test("the programs that show and set them are installed where nothing may be skipped", () => {
    expect(installed || process.env["CI"] !== "true").toBe(true);
  });

  const withLists = installed ? test : test.skip;

  withLists.each(lists)(
    "%s: new file and backup give the rights of the old file and no more",
    async (_what, own, inherited) => {
      const folder = freshFolder();
      const path = fileIn(folder, "old");
      chmodSync(path, 0o640);
      if (own.length > 0) setLists("-m", own.join(), path);
      mkdirSync(join(folder, "kept"));
      if (inherited.length > 0) setLists("-d", "-m", inherited.join(), folder, join(folder, "kept"));
      const rights = rightsOf(path);
      const { mode } = statSync(path);
      // The backup is a copy here: a link would keep the old file's list in any case.
      const link: FileSystem["link"] = (from, to) =>
        to.toString().endsWith(".bak") ? Promise.reject(systemError("EXDEV")) : realLink(from, to);
      const realLink = withFaults({}).link;
      const { backupPath = "" } = await replaceFile({
        reading: await readWhole(path, 1e6),
        bytes: Buffer.from("new"),
        access: accessControl(),
        backup: { directory: "kept" },
        fileSystem: withFaults({ link }),
      });
      expect(others(folder)).toEqual(["kept"]);
      for (const made of [path, backupPath]) {
        expect(rightsOf(made)).toBe(rights);
        expect(statSync(made).mode).toBe(mode);
      }
    },
  );
});

linux("where getfacl and setfacl are missing", () => {
  /** A folder of programs: the system's own by name, others by what they print. */
  function programs(names: readonly string[], printing: Readonly<Record<string, string>> = {}): string {
    const folder = freshFolder();
    for (const name of names) symlinkSync(`/usr/bin/${name}`, join(folder, name));
    for (const [name, text] of Object.entries(printing)) {
      writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' '${text}'\n`, { mode: 0o755 });
    }
    return folder;
  }

  async function write(path: string, folder: string, platform: NodeJS.Platform = "linux"): Promise<unknown> {
    const reading = await readWhole(path, 1e6);
    const access = modeAndOwner(systemLists(platform, [folder]));
    return replaceFile({ reading, bytes: Buffer.from("new"), access, backup: {} });
  }

  test("a file without a list is written where ls can show that there is none", async () => {
    const path = fileIn(freshFolder(), "old");
    await write(path, programs(["ls"]));
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  (installed ? test : test.skip).each(lists)("%s: nothing is written", async (_what, own, inherited) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    if (own.length > 0) setLists("-m", own.join(), path);
    if (inherited.length > 0) setLists("-d", "-m", inherited.join(), folder);
    for (const names of [["ls"], ["ls", "getfacl"], ["ls", "setfacl"]]) {
      expect((await failureOf(write(path, programs(names)))).code).toBe("E_ACCESS_CONTROL");
    }
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(others(folder)).toEqual([]);
  });

  const line = "-rw-r--r--  1 0 0 3 Jan  1 00:00 MetaBase.xml";
  const entry = " 0: user:FFFFEEEE-DDDD-CCCC-BBBB-AAAA00000046 allow read";
  test.each<[string, NodeJS.Platform, Readonly<Record<string, string>>, string]>([
    ["there is no ls", "linux", {}, "E_ACCESS_CONTROL"],
    [
      "ls is one that shows no lists",
      "linux",
      { ls: "ls: unrecognized option: version" },
      "E_ACCESS_CONTROL",
    ],
    ["ls prints something else", "darwin", { ls: "total 0" }, "E_ACCESS_CONTROL"],
    [
      "macOS shows a list",
      "darwin",
      { ls: `${line.replace("r--  ", "r--+ ")}\n${entry}` },
      "E_ACCESS_CONTROL",
    ],
    [
      "macOS shows a list and attributes",
      "darwin",
      { ls: `${line.replace("r--  ", "r--@ ")}\n${entry}` },
      "E_ACCESS_CONTROL",
    ],
    ["macOS shows attributes alone", "darwin", { ls: line.replace("r--  ", "r--@ ") }, "done"],
    ["another system shows a list", "freebsd", { ls: line.replace("r--  ", "r--+ ") }, "E_ACCESS_CONTROL"],
    ["another system shows none", "freebsd", { ls: line }, "done"],
  ])("%s: what can't be seen is refused", async (_what, platform, printing, outcome) => {
    const path = fileIn(freshFolder(), "old");
    const written = write(path, programs([], printing), platform);
    expect(outcome === "done" ? (await written, "done") : (await failureOf(written)).code).toBe(outcome);
    expect(readFileSync(path, "utf8")).toBe(outcome === "done" ? "new" : "old");
  });

  test.each([
    ["getfacl fails", "exit 1", "#"],
    ["getfacl prints something else", "echo user::rw-", "#"],
    ["setfacl sets nothing", "printf 'user::rw-\\nmask::r--\\n\\nuser::rw-\\n\\n'", "exit 0"],
  ])("%s: nothing is written", async (_what, getfacl, setfacl) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const tools = freshFolder();
    writeFileSync(join(tools, "getfacl"), `#!/bin/sh\n${getfacl}\n`, { mode: 0o755 });
    writeFileSync(join(tools, "setfacl"), `#!/bin/sh\n${setfacl}\n`, { mode: 0o755 });
    expect((await failureOf(write(path, tools))).code).toBe("E_ACCESS_CONTROL");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(others(folder)).toEqual([]);
  });
});
