import { mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { realFileSystem, type FileSystem } from "../../provider/src/io";
import { truePath } from "../../provider/src/io/true-path";
import { fileIn, freshFolder, withFaults } from "../support/io-folder";

/* One spelling for one file. */

/** A volume that finds `metabase.xml` under each spelling, and answers with the one that it was asked by. */
function ignoringCase(folder: string): FileSystem {
  const listed = (path: string): string =>
    dirname(path) === folder && basename(path).toLowerCase() === "metabase.xml"
      ? join(folder, "MetaBase.xml")
      : path;
  const lstat = ((path: string, options: object) =>
    realFileSystem.lstat(listed(path), options)) as FileSystem["lstat"];
  const realpath: FileSystem["realpath"] = async (path) => {
    await realFileSystem.realpath(listed(path));
    return path;
  };
  return withFaults({ lstat, realpath });
}

test("a volume that ignores case gives one file one path", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "x");
  for (const name of ["MetaBase.xml", "METABASE.XML", "metabase.xml"]) {
    expect(await truePath(join(folder, name), ignoringCase(folder))).toBe(path);
  }
});

test("on any other, names that differ in case alone are two files, one of which may be missing", async () => {
  const folder = freshFolder();
  fileIn(folder, "x");
  const other = join(folder, "metabase.xml");
  expect(await truePath(other, realFileSystem)).toBe(other);
  fileIn(folder, "y", "metabase.xml");
  expect(await truePath(other, realFileSystem)).toBe(other);
});

test("links are followed, dots are resolved, also on the way to what is gone", async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, "a"));
  symlinkSync(join(folder, "a"), join(folder, "link"));
  const gone = join(folder, "a", "no", "MetaBase.xml");
  expect(await truePath(join(folder, "link", "..", "link", "no", ".", "MetaBase.xml"), realFileSystem)).toBe(
    gone,
  );
});

test("what can't be listed stays as it is spelled", async () => {
  const path = fileIn(freshFolder(), "x");
  const readdir: FileSystem["readdir"] = () => Promise.reject(new Error("EACCES"));
  expect(await truePath(path, withFaults({ readdir }))).toBe(path);
});
