import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync, chmodSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { IdentityError } from "../../provider/src/domain";
import { realFileSystem, withLock, type FileSystem } from "../../provider/src/io";
import { formatHolder, type Holder } from "../../provider/src/io/lock-holder";
import { isSameMachine, thisMachine } from "../../provider/src/io/machine";
import {
  deadProcess,
  failureOf,
  fileIn,
  freshFolder,
  others,
  posix,
  systemError,
  unprivileged,
  withFaults,
} from "../support/io-folder";

const since = "2026-01-31T23:59:59.999Z";
const soon = { waitMs: 0, retryMs: 1 };
const changed = new IdentityError({
  code: "E_CHANGED_MEANWHILE",
  message: "It changed.",
  hint: "Do it anew.",
});

/** What a lock's file says; left out, it is of this machine. */
function lockOf(pid: number, more: Partial<Holder> = {}): string {
  return formatHolder({ pid, host: hostname(), since, machine: thisMachine(), ...more }, "0123456789abcdef");
}

function prepared(lock?: string): { folder: string; path: string; lock: string } {
  const folder = freshFolder();
  const path = fileIn(folder, "x");
  if (lock !== undefined) writeFileSync(`${path}.lock`, lock);
  return { folder, path, lock: `${path}.lock` };
}

test("during the action the lock says process, host, time, machine and a number, and nothing else; then it is gone", async () => {
  const { folder, path, lock } = prepared();
  const content = await withLock(path, () => Promise.resolve(readFileSync(lock, "utf8")));
  const lines = content.split("\n");
  expect(lines).toEqual([
    String(process.pid),
    hostname(),
    new Date(lines[2] ?? "").toISOString(),
    thisMachine(),
    expect.stringMatching(/^[0-9a-f]{16}$/),
    "",
  ]);
  expect(others(folder)).toEqual([]);
});

test("the action's result and its error come through, and the lock is released after both", async () => {
  const { folder, path } = prepared();
  expect(await withLock(path, () => Promise.resolve(42))).toBe(42);
  const error = new Error("the action's own");
  await expect(withLock(path, () => Promise.reject(error))).rejects.toBe(error);
  expect(others(folder)).toEqual([]);
});

test("callers in one process take turns, one failing among them", async () => {
  const { path } = prepared();
  const steps: string[] = [];
  const turns = ["a", "b", "c", "d"].map((name) =>
    withLock(
      path,
      async () => {
        steps.push(`${name} begins`);
        await new Promise(setImmediate);
        steps.push(`${name} ends`);
        if (name === "b") throw new Error(name);
      },
      soon,
    ),
  );
  expect((await Promise.allSettled(turns)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  const order = steps.filter((_step, index) => index % 2 === 0).map((step) => step.charAt(0));
  expect([...order].sort()).toEqual(["a", "b", "c", "d"]);
  expect(steps).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]));
});

posix("two names of one file share one lock", async () => {
  const { folder, path, lock } = prepared();
  symlinkSync(path, join(folder, "link.xml"));
  const content = await withLock(join(folder, "link.xml"), () => Promise.resolve(readFileSync(lock, "utf8")));
  expect(content).toContain(String(process.pid));
});

test("a lock held by a live process is waited for, then named with its holder and its file", async () => {
  const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    const { folder, path, lock } = prepared(lockOf(holder.pid ?? 0));
    const before = readFileSync(lock, "utf8");
    const failure = await failureOf(withLock(path, () => Promise.resolve(), soon));
    expect(failure.code).toBe("E_LOCKED");
    for (const part of [String(holder.pid), hostname(), since, lock]) expect(failure.text).toContain(part);
    expect(readFileSync(lock, "utf8")).toBe(before);
    expect(others(folder)).toEqual(["MetaBase.xml.lock"]);
  } finally {
    holder.kill("SIGKILL");
  }
});

test("a lock that is released while it is waited for is taken", async () => {
  const { path, lock } = prepared(`1\nanother-machine\n${since}\n`);
  let reads = 0;
  const open: FileSystem["open"] = (...args) => {
    if (args[0] === lock && args[1] === "r" && (reads += 1) === 3) unlinkSync(lock);
    return realFileSystem.open(...args);
  };
  expect(
    await withLock(path, () => Promise.resolve("mine"), {
      waitMs: 60_000,
      retryMs: 1,
      fileSystem: withFaults({ open }),
    }),
  ).toBe("mine");
});

test("this machine is recognised by more than its name, or not at all", () => {
  const [systemsOwn, ofMac] = [thisMachine(), thisMachine("darwin")];
  if (process.platform === "linux") expect(systemsOwn).toMatch(/^linux [0-9a-f-]{36} \d+$/);
  expect(ofMac).toMatch(/^darwin \d{10}$/);
  expect(isSameMachine(ofMac, thisMachine("darwin"))).toBe(true);
  expect(thisMachine("freebsd")).toBeUndefined();
});

test.each<readonly [left: string | undefined, right: string | undefined, same: boolean]>([
  ["linux a 1", "linux a 1", true],
  ["linux a 1", "linux a 2", false],
  ["linux a 1", "linux b 1", false],
  ["linux 100", "linux 101", false],
  ["darwin 100", "darwin 105", true],
  ["darwin 100", "darwin 106", false],
  ["win32 ab 100", "win32 ab 95", true],
  ["win32 ab 100", "win32 ac 100", false],
  ["win32 ab 100", "win32 ab 94", false],
  [undefined, "linux a 1", false],
  [undefined, undefined, false],
])("%s and %s are one start of one machine: %s", (left, right, same) => {
  expect(isSameMachine(left, right)).toBe(same);
  expect(isSameMachine(right, left)).toBe(same);
});

const dead = deadProcess();
test.each([
  ["a dead process", lockOf(dead)],
  ["an earlier process of the same number", lockOf(process.pid, { since: "2001-01-01T00:00:00.000Z" })],
])("a lock left by %s is taken over", async (_who, content) => {
  const { folder, path } = prepared(content);
  expect(await withLock(path, () => Promise.resolve("mine"), soon)).toBe("mine");
  expect(others(folder)).toEqual([]);
});

test("a take-over that was killed half-way is taken over, too", async () => {
  const left = lockOf(dead);
  const { folder, path, lock } = prepared(left);
  writeFileSync(`${lock}.takeover`, left);
  expect(await withLock(path, () => Promise.resolve("mine"), soon)).toBe("mine");
  expect(others(folder)).toEqual([]);
});

test("a lock that changes hands during a take-over stays with its new holder", async () => {
  const { path, lock } = prepared(lockOf(dead));
  const theirs = `4711\nanother-machine\n${since}\n`;
  const link: FileSystem["link"] = async (from, to) => {
    await realFileSystem.link(from, to);
    // In the moment in which the take-over begins, another process has already finished its own.
    if (String(to).endsWith(".takeover")) writeFileSync(lock, theirs);
  };
  expect(
    (await failureOf(withLock(path, () => Promise.resolve(), { ...soon, fileSystem: withFaults({ link }) })))
      .code,
  ).toBe("E_LOCKED");
  expect(readFileSync(lock, "utf8")).toBe(theirs);
});

test.each([
  ["another machine's", lockOf(dead, { host: "another-machine" })],
  ["another start's", lockOf(dead, { machine: "linux 00000000-0000-4000-8000-000000000000 4026531836" })],
  ["another system's", lockOf(dead, { machine: "darwin 1767225600" })],
  ["an untold machine's", lockOf(dead, { machine: undefined })],
  ["an old version's, of another machine", `${String(dead)}\nanother-machine\n${since}\n`],
  ["an empty", ""],
  ["a foreign", "held by a program that writes its locks otherwise: Pa55word"],
  ["an impossible", `0\n${hostname()}\n${since}\n`],
  ["a negative", `-1\n${hostname()}\n${since}\n`],
])("%s lock is left alone, and its text is not shown unless it is one of ours", async (_whose, content) => {
  const { path, lock } = prepared(content);
  const failure = await failureOf(withLock(path, () => Promise.resolve(), soon));
  expect(failure.code).toBe("E_LOCKED");
  expect(failure.text).toContain(lock);
  expect(failure.text).not.toContain("Pa55word");
  expect(readFileSync(lock, "utf8")).toBe(content);
});

test("a folder in the lock's place counts as a lock of somebody else", async () => {
  const { path, lock } = prepared();
  mkdirSync(lock);
  expect((await failureOf(withLock(path, () => Promise.resolve(), soon))).code).toBe("E_LOCKED");
});

// Its process may be a live one of another container of this host name: 0.1.0 wrote nothing that would tell.
test("a lock that 0.1.0 left is named and left alone, whatever became of its process", async () => {
  const content = `${String(dead)}\n${hostname()}\n${since}\n`;
  const { path, lock } = prepared(content);
  const failure = await failureOf(withLock(path, () => Promise.resolve(), soon));
  expect(failure.code).toBe("E_LOCKED");
  for (const part of [String(dead), hostname(), since, lock]) expect(failure.text).toContain(part);
  expect(readFileSync(lock, "utf8")).toBe(content);
});

/** A file system that from the action on refuses a call on the lock, and what `withLock` then says. */
function refusing(call: "read" | "remove", lock: string, refused: () => boolean) {
  const fault = (path: unknown): boolean => path === lock && refused();
  const said: string[] = [];
  const fileSystem = withFaults({
    open: (...args) =>
      call === "read" && args[1] === "r" && fault(args[0])
        ? Promise.reject(systemError("EACCES"))
        : realFileSystem.open(...args),
    unlink: (path) =>
      call === "remove" && fault(path) ? Promise.reject(systemError("EIO")) : realFileSystem.unlink(path),
  });
  return { said, options: { ...soon, fileSystem, warn: (sentence: string) => said.push(sentence) } };
}

test.each(["read", "remove"] as const)(
  "a lock that can't be %s at the end is reported with its path, and the same process goes on with it",
  async (call) => {
    const { folder, path, lock } = prepared();
    let ended = false;
    const { said, options } = refusing(call, lock, () => ended);
    const end = (): Promise<string> => {
      ended = true;
      return Promise.resolve("done");
    };
    expect(await withLock(path, end, options)).toBe("done");
    expect(said).toEqual([expect.stringContaining(lock)]);
    ended = false;
    const failure = await failureOf(withLock(path, () => end().then(() => Promise.reject(changed)), options));
    expect([failure.code, failure.text.includes(lock)]).toEqual(["E_CHANGED_MEANWHILE", true]);
    ended = false;
    await withLock(path, () => Promise.resolve(), options);
    expect(others(folder)).toEqual([]);
  },
);

test("a lock that can be removed only after some tries, or was although the system said otherwise, is not reported", async () => {
  for (const tookEffect of [false, true]) {
    const { folder, path, lock } = prepared();
    let tries = 0;
    const said: string[] = [];
    const unlink: FileSystem["unlink"] = async (name) => {
      if (name !== lock) return realFileSystem.unlink(name);
      if ((tries += 1) > 1 || tookEffect) await realFileSystem.unlink(name);
      if (tries === 1) throw systemError("EIO");
    };
    const options = {
      ...soon,
      fileSystem: withFaults({ unlink }),
      warn: (text: string) => said.push(text),
    };
    await withLock(path, () => Promise.resolve(), options);
    expect([said, others(folder)]).toEqual([[], []]);
  }
});

test("a lock that was made although the system said otherwise is held, and gone afterwards", async () => {
  const { folder, path, lock } = prepared();
  const link: FileSystem["link"] = async (from, to) => {
    await realFileSystem.link(from, to);
    throw systemError("EIO");
  };
  const held = (): Promise<boolean> => Promise.resolve(others(folder).includes("MetaBase.xml.lock"));
  expect(await withLock(path, held, { ...soon, fileSystem: withFaults({ link }) })).toBe(true);
  expect(others(folder)).toEqual([]);
  expect(lock).toBe(`${path}.lock`);
});

test("somebody else's lock is not removed when ours ends", async () => {
  const { path, lock } = prepared();
  const theirs = `4711\nanother-machine\n${since}\n`;
  await withLock(path, () => {
    unlinkSync(lock);
    writeFileSync(lock, theirs);
    return Promise.resolve();
  });
  expect(readFileSync(lock, "utf8")).toBe(theirs);
});

test("where hard links are missing the lock works as well", async () => {
  const { folder, path, lock } = prepared();
  const fileSystem = withFaults({ link: () => Promise.reject(systemError("EPERM")) });
  const content = await withLock(path, () => Promise.resolve(readFileSync(lock, "utf8")), { fileSystem });
  expect(content).toContain(String(process.pid));
  expect(others(folder)).toEqual([]);
});

test("a missing file or folder has an error code", async () => {
  const folder = freshFolder();
  expect((await failureOf(withLock(join(folder, "none"), () => Promise.resolve()))).code).toBe(
    "E_FILE_NOT_FOUND",
  );
  expect((await failureOf(withLock(join(folder, "no", "f"), () => Promise.resolve()))).code).toBe(
    "E_FILE_NOT_FOUND",
  );
});

test.each([
  ["EROFS", "E_READ_ONLY"],
  ["ENOSPC", "E_DISK_FULL"],
])("where the lock file can't be made (%s) the action does not run", async (errno, code) => {
  const { folder, path } = prepared();
  const open: FileSystem["open"] = (...args) =>
    args[1] === "wx" ? Promise.reject(systemError(errno)) : realFileSystem.open(...args);
  const action = jest.fn(() => Promise.resolve());
  expect((await failureOf(withLock(path, action, { fileSystem: withFaults({ open }) }))).code).toBe(code);
  expect(action).not.toHaveBeenCalled();
  expect(others(folder)).toEqual([]);
});

posix("in a folder without rights no lock can be had", async () => {
  const { folder, path } = prepared();
  if (process.getuid?.() !== 0) chmodSync(folder, 0o555);
  const failure = await failureOf(unprivileged(() => withLock(path, () => Promise.resolve())));
  chmodSync(folder, 0o755);
  expect(failure.code).toBe("E_FILE_ACCESS");
});
