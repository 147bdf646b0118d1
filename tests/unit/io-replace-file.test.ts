import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import {
  identify,
  modeAndOwner,
  readWhole,
  realFileSystem,
  replaceFile,
  sameFile,
  type AccessControl,
  type FileSystem,
  type Replacement,
} from "../../provider/src/io";
import {
  failureOf,
  fileIn,
  freshFolder,
  others,
  posix,
  systemError,
  unprivileged,
  withFaults,
} from "../support/io-folder";
import { around, ways } from "../support/io-calls";

const access: AccessControl = { copy: (from, to) => modeAndOwner().copy(from, to) };
const backupPattern = /^MetaBase\.xml\.\d{8}T\d{9}Z\.bak$/;

async function replace(path: string, content: string, more: Partial<Replacement> = {}) {
  const reading = await readWhole(path, 1e6);
  return replaceFile({ reading, bytes: Buffer.from(content), access, renamePausesMs: [0, 0], ...more });
}

test("the file holds the new bytes, the backup the old ones, and nothing else is left", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const { backupPath, identity, warnings } = await replace(path, "new", { backup: {} });
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(others(folder).map((name) => join(folder, name))).toEqual([backupPath]);
  expect(others(folder)[0]).toMatch(backupPattern);
  expect(readFileSync(backupPath ?? "", "utf8")).toBe("old");
  expect(warnings).toEqual([]);
  expect(sameFile(identity, identify(path))).toBe(true);
});

test.each(ways)(
  "the new bytes reach the disk before they are %s into place, the new name after it",
  async (way) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const steps: string[] = [];
    const open: FileSystem["open"] = async (...args) => {
      const handle = await realFileSystem.open(...args);
      const sync = handle.sync.bind(handle);
      return Object.assign(handle, {
        sync: () => {
          steps.push(
            args[0] === folder ? "folder" : `file of ${String(statSync(String(args[0])).size)} bytes`,
          );
          return sync();
        },
      });
    };
    const before = (): void => {
      steps.push(way);
    };
    await replace(path, "newer", { fileSystem: around(way, path, { before }, { open }) });
    expect(steps).toEqual(["file of 5 bytes", way, ...(process.platform === "win32" ? [] : ["folder"])]);
  },
);

test("old backups go with a write that made a new one; one that can't be removed is a warning", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const ancient = fileIn(folder, "ancient", "MetaBase.xml.20010101T000000000Z.bak");
  const unlink: FileSystem["unlink"] = (name) =>
    name === ancient ? fail("EACCES")() : realFileSystem.unlink(name);
  const first = await replace(path, "new", { backup: {}, fileSystem: withFaults({ unlink }) });
  expect(first.warnings).toEqual([expect.stringContaining(ancient)]);
  const second = await replace(path, "newer", { backup: { keep: 1 } });
  expect(second.warnings).toEqual([]);
  expect(others(folder).map((name) => join(folder, name))).toEqual([second.backupPath]);
});

test.each(ways)("what another program wrote after us does not pass for our writing (%s)", async (way) => {
  const path = fileIn(freshFolder(), "old");
  const after = (): void => {
    appendFileSync(path, "+");
  };
  const { identity } = await replace(path, "new", { fileSystem: around(way, path, { after }) });
  expect(identity.size).toBe(3n);
  expect(sameFile(identity, identify(path))).toBe(false);
});

test.each(ways)(
  "a file that another program renames into place right after us does not pass for ours (%s)",
  async (way) => {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    const after = (): void => {
      putNew(path);
    };
    const fileSystem = around(way, path, { after });
    const failure = await failureOf(replace(path, "new", { backup: {}, fileSystem }));
    expect(failure.code).toBe("E_CHANGED_MEANWHILE");
    expect(readFileSync(path, "utf8")).toBe("their");
    expect(others(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
  },
);

test("without a policy no backup is made", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  expect(await replace(path, "new")).not.toHaveProperty("backupPath");
  expect(others(folder)).toEqual([]);
});

posix("mode and owner are kept", async () => {
  const path = fileIn(freshFolder(), "old");
  chmodSync(path, 0o640);
  if (process.getuid?.() === 0) chownSync(path, 1234, 2345);
  const { uid, gid, mode } = statSync(path);
  await replace(path, "new");
  expect(statSync(path)).toMatchObject({ uid, gid, mode });
});

posix("a symbolic link stays one, and its file is replaced where it lies", async () => {
  const real = freshFolder();
  const folder = freshFolder();
  const path = fileIn(real, "old");
  const link = join(folder, "MetaBase.xml");
  symlinkSync(path, link);
  await replace(link, "new", { backup: {} });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(others(folder)).toEqual([]);
  expect(others(real)).toHaveLength(1);
});

posix(
  "access rights are set while the new file is still empty, and it is nobody else's until then",
  async () => {
    const path = fileIn(freshFolder(), "old");
    const seen: unknown[] = [];
    const watching: AccessControl = {
      async copy(from, to) {
        seen.push([from.path, statSync(to.path).size, statSync(to.path).mode & 0o777]);
        await access.copy(from, to);
      },
    };
    await replace(path, "new", { access: watching });
    expect(seen).toEqual([[path, 0, 0o600]]);
  },
);

test("bytes written in small parts arrive whole", async () => {
  const path = fileIn(freshFolder(), "old");
  const open: FileSystem["open"] = async (...args) => {
    const handle = await realFileSystem.open(...args);
    const write = handle.write.bind(handle) as (
      b: Buffer,
      o: number,
      l: number,
      p: number,
    ) => Promise<unknown>;
    return Object.assign(handle, {
      write: (buffer: Buffer, offset: number, length: number, position: number) =>
        write(buffer, offset, Math.min(length, 2), position),
    });
  };
  await replace(path, "seven b", { fileSystem: withFaults({ open }) });
  expect(readFileSync(path, "utf8")).toBe("seven b");
});

/** Fails one method of the handle of a new file. */
function failingHandle(method: "write" | "sync" | "close", code: string): FileSystem["open"] {
  return async (...args) => {
    const handle = await realFileSystem.open(...args);
    if (args[1] !== "wx+") return handle;
    const original = handle[method].bind(handle) as () => Promise<void>;
    return Object.assign(handle, {
      [method]: async () => {
        if (method === "close") await original();
        throw systemError(code);
      },
    });
  };
}
const fail = (code: string) => () => Promise.reject(systemError(code));
const lying: FileSystem["open"] = async (...args) => {
  const handle = await realFileSystem.open(...args);
  const write = handle.write.bind(handle) as (b: Buffer, o: number, l: number, p: number) => Promise<unknown>;
  return Object.assign(handle, {
    write: (buffer: Buffer, o: number, l: number, p: number) => write(Buffer.alloc(buffer.length), o, l, p),
  });
};

test.each<[string, Partial<FileSystem>, string]>([
  [
    "the disk is full when the new file is written",
    { open: failingHandle("write", "ENOSPC") },
    "E_DISK_FULL",
  ],
  [
    "the quota is used up when it is brought to the disk",
    { open: failingHandle("sync", "EDQUOT") },
    "E_DISK_FULL",
  ],
  ["closing reports a failure", { open: failingHandle("close", "EIO") }, "E_FILE"],
  ["the file system stores other bytes than written", { open: lying }, "E_FILE"],
  [
    "the folder is on a read-only file system",
    {
      open: (path, flags, mode) =>
        flags === "wx+" ? fail("EROFS")() : realFileSystem.open(path, flags, mode),
    },
    "E_READ_ONLY",
  ],
  ["no backup can be made", { link: fail("EPERM"), open: failingHandle("write", "ENOSPC") }, "E_DISK_FULL"],
  [
    "another program holds the file, even after retries",
    { rename: fail("EPERM"), exchange: fail("EPERM") },
    "E_FILE_ACCESS",
  ],
  ["the rename fails", { rename: fail("EIO"), exchange: fail("ENOSYS") }, "E_FILE"],
])("when %s nothing has happened and nothing is left", async (_what, faults, code) => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  utimesSync(path, 1, 1);
  const failure = await failureOf(replace(path, "new", { backup: {}, fileSystem: withFaults(faults) }));
  expect(failure.code).toBe(code);
  expect(failure.text).not.toContain("own words");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(statSync(path).mtimeMs).toBe(1000);
  expect(others(folder)).toEqual([]);
});

test("a rename that is refused for a moment is tried again", async () => {
  const path = fileIn(freshFolder(), "old");
  let refusals = 2;
  const rename: FileSystem["rename"] = (from, to) =>
    to === path && refusals-- > 0 ? fail("EPERM")() : realFileSystem.rename(from, to);
  await replace(path, "new", { fileSystem: around("renamed", path, {}, { rename }) });
  expect(readFileSync(path, "utf8")).toBe("new");
});

test("where access rights can't be copied not a byte is written", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const refusing: AccessControl = {
    copy: () => Promise.reject(Object.assign(new Error("no"), { code: "EIO" })),
  };
  await failureOf(replace(path, "new", { access: refusing }));
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).toEqual([]);
});

posix("a read-only file, a folder without rights and a file of another account are refused", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  chmodSync(path, 0o444);
  expect((await failureOf(replace(path, "new"))).code).toBe("E_READ_ONLY");
  chmodSync(path, process.getuid?.() === 0 ? 0o666 : 0o644);
  if (process.getuid?.() !== 0) chmodSync(folder, 0o555);
  expect((await failureOf(unprivileged(() => replace(path, "new")))).code).toBe("E_FILE_ACCESS");
  if (process.getuid?.() === 0) {
    chmodSync(folder, 0o777);
    chmodSync(path, 0o644);
    expect((await failureOf(unprivileged(() => replace(path, "new")))).code).toBe("E_FILE_ACCESS");
    chmodSync(path, 0o666);
    // The account may write, but can't give the new file to the old one's owner.
    expect((await failureOf(unprivileged(() => replace(path, "new")))).code).toBe("E_ACCESS_CONTROL");
  }
  chmodSync(folder, 0o755);
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).toEqual([]);
});

function putNew(path: string): void {
  writeFileSync(`${path}.theirs`, "their");
  renameSync(`${path}.theirs`, path);
}

/** What another program may do to the file: in place, with and without a trace in size and time, and by a new file. */
const intrusions: readonly [string, (path: string) => void, string][] = [
  [
    "appends",
    (path) => {
      appendFileSync(path, "+");
    },
    "old+",
  ],
  [
    "empties it",
    (path) => {
      truncateSync(path);
    },
    "",
  ],
  [
    "writes as many other bytes and sets the time back",
    (path) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(path, "OLD");
      utimesSync(path, atime, mtime);
    },
    "OLD",
  ],
  ["puts a new file in its place", putNew, "their"],
];

describe.each(intrusions)("another program %s", (_what, intrude, expected) => {
  async function prepared() {
    const folder = freshFolder();
    const path = fileIn(folder, "old");
    utimesSync(path, 1, 1);
    return { folder, path, reading: await readWhole(path, 99) };
  }

  test("after the reading: nothing is written", async () => {
    const { folder, path, reading } = await prepared();
    intrude(path);
    const failure = await failureOf(replaceFile({ reading, bytes: Buffer.from("new"), access, backup: {} }));
    expect(failure.code).toBe("E_CHANGED_MEANWHILE");
    expect(readFileSync(path, "utf8")).toBe(expected);
    expect(others(folder)).toEqual([]);
  });

  test("while the new file is written: nothing is written", async () => {
    const { folder, path, reading } = await prepared();
    const late: AccessControl = {
      async copy(from, to) {
        await access.copy(from, to);
        intrude(path);
      },
    };
    const failure = await failureOf(
      replaceFile({ reading, bytes: Buffer.from("new"), access: late, backup: {} }),
    );
    expect(failure.code).toBe("E_CHANGED_MEANWHILE");
    expect(readFileSync(path, "utf8")).toBe(expected);
    expect(others(folder)).toEqual([]);
  });

  // By a rename alone, what another program puts there at the very last is lost, and told.
  const atLast = ways.filter((way) => way === "exchanged" || expected !== "their");

  test.each(atLast.flatMap((way) => [true, false].map((first) => [way, first] as const)))(
    "at the last moment: its bytes are kept and named (%s, backup: %s)",
    async (way, first) => {
      const { folder, path, reading } = await prepared();
      const before = (): void => {
        intrude(path);
      };
      const failure = await failureOf(
        replaceFile({
          reading,
          bytes: Buffer.from("new"),
          access,
          backup: first ? {} : undefined,
          fileSystem: around(way, path, { before }),
        }),
      );
      expect(failure.code).toBe("E_REPLACED_MEANWHILE");
      expect(readFileSync(path, "utf8")).toBe("new");
      const kept = others(folder).filter((name) => name.startsWith("MetaBase.xml.replaced."));
      expect(kept).toHaveLength(1);
      expect(others(folder)).toHaveLength(first ? 2 : 1);
      expect(readFileSync(join(folder, kept[0] ?? ""), "utf8")).toBe(expected);
      expect(failure.text).toContain(join(folder, kept[0] ?? ""));
    },
  );

  test("between the last compare and the link: its bytes are kept and named", async () => {
    const { folder, path, reading } = await prepared();
    const link: FileSystem["link"] = (from, to) => {
      if (String(to).endsWith("-old")) intrude(path);
      return realFileSystem.link(from, to);
    };
    const fileSystem = around("renamed", path, {}, { link });
    const failure = await failureOf(replaceFile({ reading, bytes: Buffer.from("new"), access, fileSystem }));
    expect(failure.code).toBe("E_REPLACED_MEANWHILE");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(others(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual([expected]);
    expect(failure.text).toContain(join(folder, others(folder)[0] ?? ""));
  });
});

const reported = process.platform === "linux" || process.platform === "win32" ? test : test.skip;

reported("where names can't be exchanged, a file that is put there at the last moment is told", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const before = (): void => {
    putNew(path);
  };
  const fileSystem = around("renamed", path, { before });
  const failure = await failureOf(replace(path, "new", { backup: {}, fileSystem }));
  expect(failure.code).toBe("E_REPLACED_MEANWHILE");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(others(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["old"]);
});

posix("without hard links the replaced file is watched through an open handle", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const link = fail("EPERM");
  const { backupPath } = await replace(path, "one", {
    backup: {},
    fileSystem: around("renamed", path, {}, { link }),
  });
  expect(readFileSync(backupPath ?? "", "utf8")).toBe("old");
  unlinkSync(backupPath ?? "");
  const before = (): void => {
    appendFileSync(path, "+");
  };
  const failure = await failureOf(
    replace(path, "two", { fileSystem: around("renamed", path, { before }, { link }) }),
  );
  expect(failure.code).toBe("E_REPLACED_MEANWHILE");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(others(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(["one+"]);
});

test("a file that is gone is not made anew", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const reading = await readWhole(path, 99);
  unlinkSync(path);
  const failure = await failureOf(replaceFile({ reading, bytes: Buffer.from("new"), access }));
  expect(failure.code).toBe("E_FILE_NOT_FOUND");
  expect(others(folder)).toEqual([]);
});

test("what a killed write left is cleared, and the last name of a replaced file becomes a backup", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const passing = (role: string, n: string) => `.MetaBase.xml.${n.repeat(16)}.iis-identity-${role}`;
  fileIn(folder, "half", passing("new", "a"));
  linkSync(path, join(folder, passing("old", "b")));
  fileIn(folder, "replaced by the killed write", passing("old", "c"));
  const foreign = [".MetaBase.xml.swp", ".Other.xml.aaaaaaaaaaaaaaaa.iis-identity-new", "MetaBase.xml.bak"];
  for (const name of foreign) fileIn(folder, "foreign", name);
  await replace(path, "new");
  const left = others(folder).filter((name) => !foreign.includes(name));
  expect(left).toEqual([expect.stringMatching(backupPattern)]);
  expect(readFileSync(join(folder, left[0] ?? ""), "utf8")).toBe("replaced by the killed write");
  expect(others(folder)).toHaveLength(foreign.length + 1);
});

posix("what changed places and was not looked at is kept when the next write clears up", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const swap = (inode: bigint): string =>
    join(folder, `.MetaBase.xml.${inode.toString(16).padStart(16, "0")}.iis-identity-swap`);
  const never = fileIn(folder, "never in place");
  renameSync(never, swap(statSync(never, { bigint: true }).ino));
  fileIn(folder, "old");
  const theirs = fileIn(folder, "their", "theirs");
  renameSync(theirs, swap(1n));
  linkSync(fileIn(folder, "backed up", "linked"), swap(2n));
  const { warnings } = await replace(path, "new");
  const [kept = ""] = others(folder).filter((name) => name.startsWith("MetaBase.xml.replaced."));
  expect(others(folder).sort()).toEqual([kept, "linked"].sort());
  expect(readFileSync(join(folder, kept), "utf8")).toBe("their");
  expect(warnings).toEqual([expect.stringContaining(join(folder, kept))]);
});

test("what a killed copy of a backup left is cleared, and what other files' backups left is not", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const time = "20260131T235959999Z";
  mkdirSync(join(folder, "kept"));
  const made = await replace(path, "new", { backup: { directory: "kept" } });
  const mark =
    basename(made.backupPath ?? "")
      .split(".")
      .at(-2) ?? "";
  const kept = (name: string): string => fileIn(join(folder, "kept"), "half", name);
  kept(`MetaBase.xml.${time}.${mark}.bak.part`);
  const foreign = [
    kept(`MetaBase.xml.${time}.${"0".repeat(32)}.bak.part`),
    kept(`MetaBase.xml.${time}.bak.part`),
    kept("MetaBase.xml.part"),
  ];
  const { backupPath } = await replace(path, "newer", { backup: { directory: "kept" } });
  expect(others(join(folder, "kept"), "").map((name) => join(folder, "kept", name))).toEqual(
    [...foreign, made.backupPath, backupPath].sort(),
  );
});
