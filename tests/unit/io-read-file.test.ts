import { execFileSync } from "node:child_process";
import {
  chmodSync,
  appendFileSync,
  linkSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { identify, readWhole, realFileSystem, sameContent, sameFile, fileError } from "../../provider/src/io";
import {
  failureOf,
  fileIn,
  freshFolder,
  posix,
  systemError,
  unprivileged,
  withFaults,
} from "../support/io-folder";

test("a file is read whole, with its real path", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "whole content");
  const reading = await readWhole(path, 100);
  expect(reading.bytes.toString()).toBe("whole content");
  expect(reading.path).toBe(path);
  expect(sameFile(reading.identity, identify(path))).toBe(true);
});

test.each([0, 1, 65_536, 3_000_000])("a file of %i bytes comes back byte for byte", async (size) => {
  const bytes = Buffer.alloc(size, "0123456789abc");
  const path = join(freshFolder(), "f");
  writeFileSync(path, bytes);
  expect((await readWhole(path, size)).bytes.equals(bytes)).toBe(true);
});

posix("a symbolic link is followed to the real file", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "x");
  const link = join(folder, "link.xml");
  symlinkSync("MetaBase.xml", link);
  expect(await readWhole(link, 100)).toMatchObject({ requestedPath: link, path });
});

test("a file over the limit is refused before it is read", async () => {
  const path = fileIn(freshFolder(), "12345");
  const open: typeof realFileSystem.open = async (...args) => {
    const handle = await realFileSystem.open(...args);
    handle.read = () => Promise.reject(new Error("read"));
    return handle;
  };
  expect((await failureOf(readWhole(path, 4, withFaults({ open })))).code).toBe("E_TOO_LARGE");
});

test("a missing file, a missing folder and a folder have different error codes", async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, "sub"));
  const file = fileIn(folder, "x");
  expect((await failureOf(readWhole(join(folder, "none"), 9))).code).toBe("E_FILE_NOT_FOUND");
  expect((await failureOf(readWhole(join(folder, "no", "f"), 9))).code).toBe("E_FILE_NOT_FOUND");
  expect((await failureOf(readWhole(join(file, "f"), 9))).code).toBe("E_FILE_NOT_FOUND");
  expect((await failureOf(readWhole(join(folder, "sub"), 9))).code).toBe("E_FILE");
});

posix("a pipe is refused instead of waited for, and a link to itself is named", async () => {
  const folder = freshFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  symlinkSync("loop", join(folder, "loop"));
  expect((await failureOf(readWhole(join(folder, "pipe"), 9))).code).toBe("E_FILE");
  expect((await failureOf(readWhole(join(folder, "loop"), 9))).code).toBe("E_FILE");
});

posix("a file of another account is not readable, and the error says so", async () => {
  const path = fileIn(freshFolder(), "x");
  chmodSync(path, process.getuid?.() === 0 ? 0o600 : 0);
  expect((await failureOf(unprivileged(() => readWhole(path, 9)))).code).toBe("E_FILE_ACCESS");
});

/** Lets another program act before the first byte of each of the first `times` readings is read. */
function disturbed(path: string, times: number, disturb: (time: number) => void): typeof realFileSystem.open {
  let count = 0;
  return async (...args) => {
    const handle = await realFileSystem.open(...args);
    if (args[0] !== path || count >= times) return handle;
    count += 1;
    const time = count;
    const stat = handle.stat.bind(handle) as () => Promise<unknown>;
    let first = true;
    return Object.assign(handle, {
      stat: async () => {
        const stats = await (stat as (options: object) => Promise<unknown>)({ bigint: true });
        if (first) disturb(time);
        first = false;
        return stats;
      },
    });
  };
}

test.each([
  [
    "grows",
    (path: string) => {
      appendFileSync(path, "!");
    },
    "before!",
  ],
  [
    "shrinks",
    (path: string) => {
      writeFileSync(path, "be");
    },
    "be",
  ],
  [
    "is rewritten in the same length",
    (path: string) => {
      writeFileSync(path, "BEFORE");
      utimesSync(path, 1, 2);
    },
    "BEFORE",
  ],
])("a file that %s while it is read is read again", async (_what, disturb, expected) => {
  const path = fileIn(freshFolder(), "before");
  const open = disturbed(path, 1, () => {
    disturb(path);
  });
  expect((await readWhole(path, 99, withFaults({ open }))).bytes.toString()).toBe(expected);
});

test("a file that is rewritten between two parts of a reading never comes back torn", async () => {
  const path = fileIn(freshFolder(), "before");
  let parts = 0;
  const open: typeof realFileSystem.open = async (...args) => {
    const handle = await realFileSystem.open(...args);
    const read = handle.read.bind(handle) as (b: Buffer, o: number, l: number, p: number) => Promise<unknown>;
    return Object.assign(handle, {
      read: (buffer: Buffer, offset: number, length: number, position: number) => {
        parts += 1;
        if (parts === 2) {
          writeFileSync(path, "BEFORE");
          utimesSync(path, 1, 2);
        }
        return read(buffer, offset, Math.min(length, 3), position);
      },
    });
  };
  expect((await readWhole(path, 99, withFaults({ open }))).bytes.toString()).toBe("BEFORE");
});

test("a file that keeps changing is given up with a code", async () => {
  const path = fileIn(freshFolder(), "x");
  const open = disturbed(path, 99, () => {
    appendFileSync(path, "!");
  });
  expect((await failureOf(readWhole(path, 999, withFaults({ open })))).code).toBe("E_CHANGED_MEANWHILE");
});

test("a new hard link is no change of the content, another write is", async () => {
  const folder = freshFolder();
  const path = fileIn(folder, "x");
  utimesSync(path, 1, 1);
  const before = identify(path);
  linkSync(path, join(folder, "second"));
  expect(sameContent(before, identify(join(folder, "second")))).toBe(true);
  writeFileSync(path, "y");
  expect(sameContent(before, identify(path))).toBe(false);
});

test.each([
  ["ENOENT", "E_FILE_NOT_FOUND"],
  ["ENOTDIR", "E_FILE_NOT_FOUND"],
  ["EACCES", "E_FILE_ACCESS"],
  ["EPERM", "E_FILE_ACCESS"],
  ["EBUSY", "E_FILE_ACCESS"],
  ["EROFS", "E_READ_ONLY"],
  ["ENOSPC", "E_DISK_FULL"],
  ["EDQUOT", "E_DISK_FULL"],
  ["EISDIR", "E_FILE"],
  ["ELOOP", "E_FILE"],
  ["EIO", "E_FILE"],
])("%s becomes %s with the path, a hint and none of the system's words", (errno, code) => {
  const error = fileError(systemError(errno), "/srv/MetaBase.xml");
  expect(error.code).toBe(code);
  expect(error.message).toContain("/srv/MetaBase.xml");
  expect(error.hint).toMatch(/^[A-Z].*\.$/);
  expect(JSON.stringify([error.message, error.stack])).not.toContain("own words");
});
