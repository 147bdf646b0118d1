import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { accessControl, readWhole, replaceFile, type FileSystem } from "../../provider/src/io";
import { fileIn, freshFolder, others, removeFolders, systemError, withFaults } from "../support/io-folder";

afterEach(removeFolders);

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
    "a folder that gives new files nobody until their mode is set",
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

  withLists.failing.each(lists)(
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
