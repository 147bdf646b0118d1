import { readFileSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { modeAndOwner, readWhole, realFileSystem, replaceFile, type FileSystem } from "../../provider/src/io";
import { failureOf, fileIn, freshFolder, others, posix, systemError, withFaults } from "../support/io-folder";
import { quickExchange } from "../support/io-calls";

const access = modeAndOwner();
const fail = (code: string) => () => Promise.reject(systemError(code));

async function replace(path: string, faults: Partial<FileSystem>) {
  const reading = await readWhole(path, 1e6);
  const fileSystem = withFaults(faults);
  return replaceFile({
    reading,
    bytes: Buffer.from("new"),
    access,
    backup: {},
    fileSystem,
    renamePausesMs: [0],
  });
}

/** Fails what brings a folder's names to the disk, from the given time on. */
function failingFolderSync(folder: string, first: number): FileSystem["open"] {
  let time = 0;
  return async (...args) => {
    const handle = await realFileSystem.open(...args);
    if (args[0] !== folder || ++time < first) return handle;
    return Object.assign(handle, { sync: fail("EIO") });
  };
}

const exchangeFails: FileSystem["exchange"] = fail("ENOSYS");
/** Each way's last call, which takes effect and then is answered by an error. */
function falsely(code: string, then: () => void = () => undefined): readonly [string, Partial<FileSystem>][] {
  const exchange: FileSystem["exchange"] = async (left, right, check) => {
    await quickExchange(left, right, check);
    then();
    throw systemError(code);
  };
  const rename: FileSystem["rename"] = async (from, to) => {
    await realFileSystem.rename(from, to);
    if (basename(String(to)) !== "MetaBase.xml") return;
    then();
    throw systemError(code);
  };
  const renamed: [string, Partial<FileSystem>] = ["rename", { rename, exchange: exchangeFails }];
  return process.platform === "linux" ? [["exchange", { exchange }], renamed] : [renamed];
}

test.each(
  ["EIO", "ENOENT", "ETIMEDOUT", "ESTALE", "EPERM"].flatMap((code) =>
    falsely(code).map((row) => [code, ...row] as const),
  ),
)(
  "a call that answers %s after it took effect counts as done, and the old content stays as backup: %s",
  async (_code, _call, faults) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const { backupPath = "" } = await replace(path, faults);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(others(folder).map((name) => join(folder, name))).toEqual([backupPath]);
    expect(readFileSync(backupPath, "utf8")).toBe("old");
  },
);

test.each(falsely("ESTALE").map(([call]) => call))(
  "where nothing can be seen after a failed %s, the backup stays and the error names it",
  async (call) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    let gone = false;
    const faults = falsely("ESTALE", () => (gone = true)).find(([name]) => name === call)?.[1];
    const unlessGone =
      <Rest extends unknown[], Result>(made: (...rest: Rest) => Promise<Result>) =>
      (...rest: Rest) =>
        gone ? Promise.reject<Result>(systemError("ESTALE")) : made(...rest);
    const failure = await failureOf(
      replace(path, {
        ...faults,
        open: unlessGone(realFileSystem.open),
        link: unlessGone(realFileSystem.link),
        unlink: unlessGone(realFileSystem.unlink),
        lstat: unlessGone(realFileSystem.lstat as () => never) as never,
        stat: unlessGone(realFileSystem.stat as () => never) as never,
      }),
    );
    expect(failure.code).toBe("E_IN_DOUBT");
    const backups = others(folder).filter((name) => name.endsWith(".bak"));
    expect(backups.map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
    for (const name of others(folder)) expect(failure.text).toContain(join(folder, name));
  },
);

test("the only copy of the old content is never removed: not where the file is gone", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const link: FileSystem["link"] = async (from, to) => {
    await realFileSystem.link(from, to);
    unlinkSync(path);
  };
  const failure = await failureOf(replace(path, { link }));
  expect(failure.code).toBe("E_CHANGED_MEANWHILE");
  expect(others(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
  expect(failure.text).toContain(join(folder, others(folder)[0] ?? ""));
});

test("a new file that can't be removed after a failure is named in the error", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const failure = await failureOf(
    replace(path, { rename: fail("EIO"), unlink: fail("EIO"), exchange: exchangeFails }),
  );
  expect(failure.code).toBe("E_FILE");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).not.toEqual([]);
  for (const name of others(folder)) expect(failure.text).toContain(join(folder, name));
});

test("a replaced file that can't be removed is named in a warning", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const { backupPath, warnings } = await replace(path, { unlink: fail("EIO") });
  const left = others(folder)
    .map((name) => join(folder, name))
    .filter((name) => name !== backupPath);
  expect(left).toHaveLength(1);
  expect(warnings.join()).toContain(left[0]);
});

test("a link that took effect and answered EIO is the one backup", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const link: FileSystem["link"] = async (from, to) => {
    await realFileSystem.link(from, to);
    throw systemError("EIO");
  };
  const { backupPath = "" } = await replace(path, { link });
  expect(others(folder).map((name) => join(folder, name))).toEqual([backupPath]);
  expect(readFileSync(backupPath, "utf8")).toBe("old");
});

posix("a backup whose name can't be brought to the disk is none: nothing is written", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const failure = await failureOf(replace(path, { open: failingFolderSync(folder, 1) }));
  expect(failure.code).toBe("E_BACKUP");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).toEqual([]);
});

posix("a new name that can't be brought to the disk is a warning", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const { warnings } = await replace(path, { open: failingFolderSync(folder, 2) });
  expect(warnings).toEqual([expect.stringContaining(path)]);
});
