import { chmodSync, chownSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  makeBackup,
  modeAndOwner,
  pruneBackups,
  readWhole,
  realFileSystem,
  type BackupPolicy,
  type FileSystem,
} from "../../provider/src/io";
import { backupName, parseBackupName } from "../../provider/src/io/backup-name";
import { failureOf, fileIn, freshFolder, others, posix, systemError, withFaults } from "../support/io-folder";

const access = modeAndOwner();

async function backup(
  path: string,
  policy: BackupPolicy = {},
  fileSystem: FileSystem = realFileSystem,
): Promise<string> {
  return makeBackup(await readWhole(path, 1e6), policy, access, fileSystem);
}
const noLinks = withFaults({ link: () => Promise.reject(systemError("EXDEV")) });

test("a backup is the file itself under a second name, its time in the name", async () => {
  const path = fileIn(freshFolder(), "old");
  const before = Date.now();
  const made = await backup(path);
  expect(statSync(made).ino).toBe(statSync(path).ino);
  const { time = 0 } = parseBackupName(path, basename(made)) ?? {};
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now() + 1000);
});

test("a backup's name says when it was made and, apart from its file, of which one it is", () => {
  const time = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
  const mark = "0123456789abcdef0123456789abcdef";
  for (const more of [{}, { mark }]) {
    const name = backupName("/x/MetaBase.xml", new Date(time), more.mark);
    expect(parseBackupName("/x/MetaBase.xml", name)).toEqual({ time, ...more });
  }
});

test.each([
  "20200231T000000000Z",
  "20200101T250000000Z",
  "20200101T000000000",
  "2020-01-01",
  "20200101T000000000Z.0123456789abcdef",
  "20200101T000000000Z.0123456789ABCDEF0123456789ABCDEF",
])("a name that no backup of ours has is none: %s", (time) => {
  expect(parseBackupName("/x/MetaBase.xml", `MetaBase.xml.${time}.bak`)).toBeUndefined();
});

posix("where links are impossible it is a copy with the same mode and owner", async () => {
  const path = fileIn(freshFolder(), "old");
  chmodSync(path, 0o640);
  if (process.getuid?.() === 0) chownSync(path, 1234, 2345);
  const made = await backup(path, {}, noLinks);
  const { uid, gid, mode, ino } = statSync(path);
  expect(statSync(made)).toMatchObject({ uid, gid, mode });
  expect(statSync(made).ino).not.toBe(ino);
  expect(readFileSync(made, "utf8")).toBe("old");
});

test.each([
  ["linked", realFileSystem],
  ["copied", noLinks],
])("backups made at once get names of their own (%s)", async (_how, fileSystem) => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const made = await Promise.all([1, 2, 3, 4].map(() => backup(path, {}, fileSystem)));
  expect(new Set(made).size).toBe(4);
  expect(others(folder)).toHaveLength(4);
});

test("a copy has a backup's name only once it is whole", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const whileWritten: string[][] = [];
  const open: FileSystem["open"] = async (...args) => {
    const handle = await realFileSystem.open(...args);
    const sync = handle.sync.bind(handle);
    return Object.assign(handle, {
      sync: () => {
        if (args[0] !== folder) whileWritten.push(others(folder));
        return sync();
      },
    });
  };
  const made = await backup(path, {}, { ...noLinks, open });
  expect(whileWritten).toEqual([[expect.not.stringMatching(/\.bak$/)]]);
  expect(others(folder).map((name) => join(folder, name))).toEqual([made]);
});

test("another folder is used when one is named, relative to the file's own", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  mkdirSync(join(folder, "kept"));
  expect(await backup(path, { directory: "kept" })).toContain(join(folder, "kept", "MetaBase.xml."));
  expect(await backup(path, { directory: join(folder, "kept") })).toContain(
    join(folder, "kept", "MetaBase.xml."),
  );
  expect(others(folder)).toEqual(["kept"]);
});

test.each<[string, Partial<FileSystem>, string | undefined]>([
  ["its folder is missing", {}, "none"],
  [
    "the disk is full",
    {
      link: () => Promise.reject(systemError("EXDEV")),
      open: (...args) =>
        args[1] === "wx+" ? Promise.reject(systemError("ENOSPC")) : realFileSystem.open(...args),
    },
    undefined,
  ],
])("no backup can be made when %s", async (_why, faults, directory) => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const failure = await failureOf(
    backup(path, directory === undefined ? {} : { directory }, withFaults(faults)),
  );
  expect(failure.code).toBe("E_BACKUP");
  expect(others(folder)).toEqual([]);
});

test("a file that changed since it was read is not backed up as if it were the one read", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const reading = await readWhole(path, 99);
  writeFileSync(path, "longer");
  expect((await failureOf(makeBackup(reading, {}, access))).code).toBe("E_CHANGED_MEANWHILE");
  expect(others(folder)).toEqual([]);
});

/** A backup's name, so many days ago. */
function stamped(daysAgo: number, of = "MetaBase.xml"): string {
  const stamp = new Date(Date.now() - daysAgo * 86_400_000).toISOString().replaceAll(/[-:.]/g, "");
  return `${of}.${stamp}.bak`;
}

test.each<[string, BackupPolicy, number[], number[]]>([
  ["the three newest stay by default", {}, [1, 2, 3, 4], [1, 2]],
  ["those older than thirty days go by default", {}, [29, 31], [29]],
  ["another number counts", { keep: 5 }, [1, 2, 3, 4, 5], [1, 2, 3, 4]],
  ["another age counts", { keep: 9, maxAgeDays: 2 }, [1, 3, 4], [1]],
  ["the one just made stays whatever the policy says", { keep: 0, maxAgeDays: 0 }, [1], []],
  ["nothing goes while there are few and young ones", { keep: 3, maxAgeDays: 30 }, [1, 2], [1, 2]],
])("pruning: %s", async (_what, policy, ages, left) => {
  const folder = freshFolder();
  const path = fileIn(folder, "now");
  const names = new Map(ages.map((age) => [age, stamped(age)]));
  for (const name of names.values()) fileIn(folder, "old", name);
  const newest = fileIn(folder, "old", stamped(0));
  expect(await pruneBackups(path, policy, newest)).toEqual([]);
  expect(others(folder)).toEqual(
    [...left.map((age) => names.get(age) ?? ""), newest.slice(folder.length + 1)].sort(),
  );
});

test("pruning touches no other name", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "now");
  const foreign = [
    stamped(99, "Other.xml"),
    stamped(99, "MetaBase.xml.replaced"),
    stamped(99, "metabase.xml"),
    "MetaBase.xml.bak",
    "MetaBase.xml.20010101T000000000Z.bak.keep",
    "MetaBase.xml.20011301T000000000Z.bak",
    "xMetaBase.xml.20010101T000000000Z.bak",
  ];
  for (const name of foreign) fileIn(folder, "foreign", name);
  mkdirSync(join(folder, stamped(98)));
  const before = others(folder);
  const newest = fileIn(folder, "old", stamped(0));
  expect(await pruneBackups(path, { keep: 1, maxAgeDays: 1 }, newest)).toEqual([]);
  expect(others(folder)).toEqual([...before, newest.slice(folder.length + 1)].sort());
});

test("a backup that can't be removed is a warning with its path", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "now");
  const old = fileIn(folder, "old", stamped(99));
  const newest = fileIn(folder, "old", stamped(0));
  const unlink: FileSystem["unlink"] = () => Promise.reject(systemError("EACCES"));
  const warnings = await pruneBackups(path, {}, newest, withFaults({ unlink }));
  expect(warnings).toEqual([expect.stringContaining(old)]);
  const readdir: FileSystem["readdir"] = () => Promise.reject(systemError("EIO"));
  expect(await pruneBackups(path, {}, newest, withFaults({ readdir }))).toEqual([
    expect.stringContaining(folder),
  ]);
});

test("removing a backup does not take the file away whose second name it is", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "now");
  linkSync(path, join(folder, stamped(99)));
  await pruneBackups(path, {}, fileIn(folder, "old", stamped(0)));
  expect(readFileSync(path, "utf8")).toBe("now");
});
