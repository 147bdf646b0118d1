import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileIn, freshFolder, others } from "../support/io-folder";
import {
  answerOnWindows,
  compiledPackage,
  onDriveZ,
  runOnWindows,
  startWindows,
  stopWindows,
} from "../support/windows-node";

beforeAll(startWindows);
afterAll(stopWindows);

const files = (name: string, path: string, ...rest: string[]): Promise<unknown> =>
  answerOnWindows("windows-files.cjs", [compiledPackage, name, path, ...rest]);
const backup = /^MetaBase\.xml\.\d{8}T\d{9}Z\.bak$/;

test("it is Windows' own Node that all this runs in", async () => {
  expect(await files("platform", "")).toBe("win32");
});

test("a file is replaced whole; its backup is the old file itself, and nothing else stays", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  const { ino } = statSync(path);
  expect(await files("replace", onDriveZ(path), "the new bytes")).toEqual({
    outcome: "done",
    // One new file was made, and it was empty when it got its rights.
    sizesAtCopy: [0],
    // Windows can't bring a folder's names to the disk, and is not asked to.
    folderOpened: false,
  });
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
  const names = others(folder);
  expect(names).toEqual([expect.stringMatching(backup)]);
  expect(readFileSync(join(folder, names[0]!), "utf8")).toBe("the old bytes");
  expect(statSync(join(folder, names[0]!)).ino).toBe(ino);
});

test("where a disk knows no hard links, the backup is a copy that gets its rights while it is empty", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  expect(await files("replace where there are no hard links", onDriveZ(path), "the new bytes")).toEqual({
    outcome: "done",
    sizesAtCopy: [0, 0],
  });
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
  const names = others(folder);
  expect(names).toEqual([expect.stringMatching(backup)]);
  expect(readFileSync(join(folder, names[0]!), "utf8")).toBe("the old bytes");
});

test("a file that a program keeps open stays as it is, after all tries, and nothing is left beside it", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  const before = statSync(path, { bigint: true });
  expect(await files("replace while it is open", onDriveZ(path), "the new bytes")).toEqual({
    outcome: "E_FILE_ACCESS",
    renames: 4,
  });
  expect(readFileSync(path, "utf8")).toBe("the old bytes");
  const after = statSync(path, { bigint: true });
  expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  expect(others(folder)).toEqual([]);
});

test("a file that a virus scanner keeps open for a moment is replaced when it lets go", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  expect(await files("replace while it is open for a moment", onDriveZ(path), "the new bytes")).toEqual({
    outcome: "done",
    renames: 3,
  });
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
  expect(others(folder)).toEqual([expect.stringMatching(backup)]);
});

test("what another program writes into the file at the last moment is kept beside it, and reported", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  const name = "replace while another program writes into it";
  expect(await files(name, onDriveZ(path), "the new bytes")).toBe("E_REPLACED_MEANWHILE");
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
  const kept = others(folder).filter((other) => other.includes(".replaced."));
  expect(kept.map((other) => readFileSync(join(folder, other), "utf8"))).toEqual([
    "the old bytes, and a rival's",
  ]);
});

test("the loss of a file that another program put in place at the last moment is reported", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  const name = "replace while another program saves by renaming";
  expect(await files(name, onDriveZ(path), "the new bytes")).toBe("E_REPLACED_MEANWHILE");
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
});

test.each([
  ["the file is marked read-only", "E_READ_ONLY", "replace what is marked read-only"],
  ["icacls does not do its work", "E_ACCESS_CONTROL", "replace with the system's own access control"],
])("nothing is written, not even a backup, where %s", async (_, code, name) => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  expect(await files(name, onDriveZ(path), "the new bytes")).toBe(code);
  expect(readFileSync(path, "utf8")).toBe("the old bytes");
  expect(others(folder)).toEqual([]);
});

test("after a process was ended in the middle of a write, the file is whole and the next write takes over", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  const died = await runOnWindows("windows-files.cjs", [
    compiledPackage,
    "die before the rename",
    onDriveZ(path),
    "lost",
  ]);
  expect(died.code).not.toBe(0);
  expect(died).toMatchObject({ out: "", err: "" });
  expect(readFileSync(path, "utf8")).toBe("the old bytes");
  expect(others(folder)).toContain("MetaBase.xml.lock");
  expect(await files("replace under the lock", onDriveZ(path), "the new bytes")).toBe("done");
  expect(readFileSync(path, "utf8")).toBe("the new bytes");
  // The dead write's backup and the new one.
  expect(others(folder)).toEqual([expect.stringMatching(backup), expect.stringMatching(backup)]);
});

test("processes that write to one file at once lose no step", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "0");
  const counting = await Promise.all([1, 2, 3].map(() => files("count", onDriveZ(path), "8")));
  expect(counting).toEqual(["done", "done", "done"]);
  expect(readFileSync(path, "utf8")).toBe("24");
  expect(others(folder)).toEqual([]);
});

test("a lock that somebody holds is refused, and gone afterwards", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "the old bytes");
  expect(await files("lock while another holds it", onDriveZ(path))).toEqual({
    status: 0,
    stdout: '"E_LOCKED"',
  });
  expect(others(folder)).toEqual([]);
});

test.each([
  ["a drive letter in lower case", (path: string) => path.replace("Z:", "z:")],
  ["another case", (path: string) => path.replace("MetaBase.xml", "METABASE.XML")],
  ["slashes", (path: string) => path.replaceAll("\\", "/")],
  ["the prefix of a device", (path: string) => `\\\\?\\${path}`],
])("a path with %s means the same file and the same lock", async (_, spelled) => {
  const folder = freshFolder();
  const path = onDriveZ(fileIn(folder, "the old bytes"));
  expect(await files("real path and lock", spelled(path))).toEqual({
    realPath: path,
    names: ["MetaBase.xml", "MetaBase.xml.lock"],
  });
});

test.each(["Webserver 1 (Kopie)", "Grün & Blau", "日本 😀", "100% 'neu'"])(
  "a file in the folder %s is replaced like any other",
  async (name) => {
    const folder = join(freshFolder(), name);
    mkdirSync(folder);
    const path = fileIn(folder, "the old bytes");
    expect(await files("replace under the lock", onDriveZ(path), "Grün 😀")).toBe("done");
    expect(readFileSync(path, "utf8")).toBe("Grün 😀");
    expect(others(folder)).toEqual([expect.stringMatching(backup)]);
  },
);
