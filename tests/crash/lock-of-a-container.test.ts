import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compileIo } from "../support/compiled-io";
import { fileIn, freshFolder, others } from "../support/io-folder";

/* Locks between processes that do not see each other: each in a PID namespace of its own, as containers are. */

const child = join(__dirname, "..", "support", "lock-child.cjs");
const separate = [
  ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]),
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
];
const possible = spawnSync("unshare", [...separate, "true"]).status === 0;
const isolated = possible ? test : test.skip;

let io = "";
beforeAll(() => {
  io = compileIo(freshFolder());
});

const command = (path: string, what: string): string[] => [
  ...separate,
  process.execPath,
  child,
  io,
  path,
  what,
];

/** Starts a process that holds the lock. @returns it, and its number as it sees that itself */
async function hold(path: string): Promise<{ holder: ChildProcessWithoutNullStreams; pid: string }> {
  const holder = spawn("unshare", command(path, "hold"));
  const [said] = (await once(holder.stdout, "data")) as [Buffer];
  return { holder, pid: said.toString().trim() };
}

const tryIn = (path: string): string =>
  spawnSync("unshare", command(path, "try"), { encoding: "utf8" }).stdout;
const tryHere = (path: string): string =>
  spawnSync(process.execPath, [child, io, path, "try"], { encoding: "utf8" }).stdout;

isolated(
  "a lock that a live process of another container of the same host name holds is not taken over",
  async () => {
    const folder = freshFolder();
    const path = fileIn(folder, "x");
    const { holder, pid } = await hold(path);
    try {
      // The first process of each namespace has the same number, so nothing but the namespace tells the two apart.
      expect([pid, tryIn(path), tryHere(path)]).toEqual(["1", "E_LOCKED", "E_LOCKED"]);
      holder.stdin.end();
      await once(holder, "exit");
      expect([tryIn(path), tryHere(path)]).toEqual(["taken", "taken"]);
    } finally {
      holder.kill("SIGKILL");
    }
    expect(others(folder)).toEqual([]);
  },
);

isolated("nor is one whose holder died in another container: whether it did can't be seen", async () => {
  const path = fileIn(freshFolder(), "x");
  const { holder } = await hold(path);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  expect([tryIn(path), tryHere(path)]).toEqual(["E_LOCKED", "E_LOCKED"]);
  expect(existsSync(`${path}.lock`)).toBe(true);
});
