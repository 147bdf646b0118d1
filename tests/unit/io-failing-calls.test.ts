import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modeAndOwner, readWhole, realFileSystem, replaceFile, type FileSystem } from "../../provider/src/io";
import {
  failureOf,
  fileIn,
  freshFolder,
  others,
  removeFolders,
  systemError,
  withFaults,
} from "../support/io-folder";

afterEach(removeFolders);
const posix = process.platform === "win32" ? test.skip : test;
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

test.failing.each(["EIO", "ENOENT", "ETIMEDOUT", "ESTALE", "EPERM"])(
  "a rename that took effect and answered %s counts as done, and the old content stays as backup",
  async (code) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const rename: FileSystem["rename"] = async (from, to) => {
      await realFileSystem.rename(from, to);
      throw systemError(code);
    };
    const { backupPath = "" } = await replace(path, { rename });
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(others(folder).map((name) => join(folder, name))).toEqual([backupPath]);
    expect(readFileSync(backupPath, "utf8")).toBe("old");
  },
);

test.failing(
  "where nothing can be seen after a failed rename, the backup stays and the error names it",
  async () => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    let gone = false;
    const unlessGone =
      <Rest extends unknown[], Result>(call: (...rest: Rest) => Promise<Result>) =>
      (...rest: Rest) =>
        gone ? Promise.reject<Result>(systemError("ESTALE")) : call(...rest);
    const failure = await failureOf(
      replace(path, {
        open: unlessGone(realFileSystem.open),
        link: unlessGone(realFileSystem.link),
        unlink: unlessGone(realFileSystem.unlink),
        lstat: unlessGone(realFileSystem.lstat as () => never) as never,
        stat: unlessGone(realFileSystem.stat as () => never) as never,
        rename: async (from, to) => {
          await realFileSystem.rename(from, to);
          gone = true;
          throw systemError("ESTALE");
        },
      }),
    );
    expect(failure.code).toBe("E_IN_DOUBT");
    const backups = others(folder).filter((name) => name.endsWith(".bak"));
    expect(backups.map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
    for (const name of others(folder)) expect(failure.text).toContain(join(folder, name));
  },
);

test.failing("the only copy of the old content is never removed: not where the file is gone", async () => {
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

test.failing("a new file that can't be removed after a failure is named in the error", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const failure = await failureOf(replace(path, { rename: fail("EIO"), unlink: fail("EIO") }));
  expect(failure.code).toBe("E_FILE");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).not.toEqual([]);
  for (const name of others(folder)) expect(failure.text).toContain(join(folder, name));
});

test.failing("a replaced file that can't be removed is named in a warning", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const { backupPath, warnings } = await replace(path, { unlink: fail("EIO") });
  const left = others(folder)
    .map((name) => join(folder, name))
    .filter((name) => name !== backupPath);
  expect(left).toHaveLength(1);
  expect(warnings.join()).toContain(left[0]);
});

test.failing("a link that took effect and answered EIO is the one backup", async () => {
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

posix.failing("a backup whose name can't be brought to the disk is none: nothing is written", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const failure = await failureOf(replace(path, { open: failingFolderSync(folder, 1) }));
  expect(failure.code).toBe("E_BACKUP");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).toEqual([]);
});

posix.failing("a new name that can't be brought to the disk is a warning", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const { warnings } = await replace(path, { open: failingFolderSync(folder, 2) });
  expect(warnings).toEqual([expect.stringContaining(path)]);
});

test.failing(
  "another program's file, renamed into place in the instant of ours, is kept and named",
  async () => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const rename: FileSystem["rename"] = async (from, to) => {
      writeFileSync(`${path}.theirs`, "their");
      renameSync(`${path}.theirs`, path);
      await realFileSystem.rename(from, to);
    };
    const failure = await failureOf(replace(path, { rename }));
    expect(failure.code).toBe("E_REPLACED_MEANWHILE");
    const kept = others(folder).filter((name) => name.startsWith("MetaBase.xml.replaced."));
    expect(kept.map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["their"]);
    expect(failure.text).toContain(join(folder, kept[0] ?? ""));
  },
);

test.failing(
  "a file that another program renames into place right after us does not pass for ours",
  async () => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const rename: FileSystem["rename"] = async (from, to) => {
      await realFileSystem.rename(from, to);
      writeFileSync(`${path}.theirs`, "their");
      renameSync(`${path}.theirs`, path);
    };
    const failure = await failureOf(replace(path, { rename }));
    expect(failure.code).toBe("E_CHANGED_MEANWHILE");
    expect(readFileSync(path, "utf8")).toBe("their");
  },
);
