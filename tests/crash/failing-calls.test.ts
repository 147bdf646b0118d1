import { chmodSync, lstatSync, readFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import {
  modeAndOwner,
  readWhole,
  replaceFile,
  type FileReading,
  type FileSystem,
  type Replaced,
} from "../../provider/src/io";
import { isIdentityError } from "../../provider/src/domain";
import { eachCall, ways } from "../support/io-calls";
import { fileIn, freshFolder, others, systemError } from "../support/io-folder";

const [oldBytes, newBytes, laterBytes] = [
  "the old file",
  "the new file, whole",
  "what the next write brings",
];
const errnos = [
  "EACCES",
  "EBUSY",
  "EEXIST",
  "EIO",
  "ENOENT",
  "ENOSPC",
  "EPERM",
  "EROFS",
  "ESTALE",
  "ETIMEDOUT",
];
const access = modeAndOwner();

interface Fault {
  /** The number of the call that fails, and of all later ones where the file system is gone for good. */
  readonly at: number;
  readonly errno: string;
  readonly tookEffect: boolean;
  readonly forGood: boolean;
}

interface Place {
  readonly way: (typeof ways)[number];
  readonly links: boolean;
}

/** The file system of a place, whose calls are counted, and fail as a fault says. */
function failing({ way, links }: Place, calls: string[], fault?: Fault): FileSystem {
  let inside = false;
  return eachCall(async (name, make) => {
    // What a call does on its way belongs to it.
    if (inside) return make();
    calls.push(name);
    const first = calls.length === fault?.at;
    const fails = first || (fault?.forGood === true && calls.length > fault.at);
    if (name === "exchange" && way === "renamed") throw systemError("ENOSYS");
    if (name === "link" && !links) throw systemError("EPERM");
    // Nothing here survives a power cut, and the disk is slow.
    if (name === "sync" && !fails) return undefined;
    if (!fails) return make();
    if (name === "close") await make();
    else if (first && fault.tookEffect) {
      inside = true;
      const made = await make().finally(() => (inside = false));
      // Nobody gets the handle of a file that was opened and answered by an error.
      if (name === "open") await (made as FileHandle).close();
    }
    throw systemError(fault.errno);
  });
}

function write(reading: FileReading, content: string, fileSystem: FileSystem): Promise<Replaced> {
  const bytes = Buffer.from(content);
  return replaceFile({ reading, bytes, access, backup: {}, fileSystem, renamePausesMs: [0] });
}

async function scene(): Promise<{ folder: string; path: string; reading: FileReading }> {
  const folder = freshFolder();
  const path = fileIn(folder, oldBytes);
  chmodSync(path, 0o640);
  return { folder, path, reading: await readWhole(path, 99) };
}

/** What must hold whatever fails. @returns what it says of itself */
async function outcomeOf(place: Place, fault: Fault): Promise<string> {
  const { folder, path, reading } = await scene();
  const calls: string[] = [];
  let told: string;
  let code = "done";
  try {
    const { warnings, backupPath } = await write(reading, newBytes, failing(place, calls, fault));
    told = [...warnings, backupPath].join();
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    ({ code, message: told } = error);
  }
  const found = readFileSync(path, "utf8");
  const contents = new Map(others(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

  expect([oldBytes, newBytes]).toContain(found);
  if (code === "done") expect(found).toBe(newBytes);
  else if (code !== "E_IN_DOUBT") expect(found).toBe(oldBytes);
  if (found === newBytes) expect([...contents.values()]).toContain(oldBytes);
  for (const [name, content] of contents) {
    expect(lstatSync(join(folder, name)).mode & 0o777 & ~0o640).toBe(0);
    if (name.endsWith(".bak")) expect(content).toBe(oldBytes);
    // An empty file holds no credentials, and is cleared by the next write. Where a name is answered to be in use, what lies
    // there may be another's: a backup that was made all the same is one more, and is listed and pruned like any other.
    const needsNoWord = content === "" || (fault.errno === "EEXIST" && name.endsWith(".bak"));
    if (!needsNoWord) expect(told).toContain(join(folder, name));
  }
  expect(told).not.toContain("own words");

  // Whatever was left, the next write finds its way.
  if (code === "done" && contents.size === 1) return code;
  await write(await readWhole(path, 99), laterBytes, failing(place, []));
  expect(readFileSync(path, "utf8")).toBe(laterBytes);
  for (const name of others(folder)) {
    expect(name).toMatch(/^MetaBase\.xml\.(?:replaced\.)?\d{8}T\d{9}Z\.bak$/);
    expect([oldBytes, newBytes]).toContain(readFileSync(join(folder, name), "utf8"));
  }
  return code;
}

const places = ways.flatMap((way): Place[] => [
  { way, links: true },
  { way, links: false },
]);
const named = ({ way, links }: Place): string => `${way}, ${links ? "with" : "without"} hard links`;

describe.each(places.map((place) => [named(place), place] as const))("%s", (_named, place) => {
  async function everyCall(fault: Omit<Fault, "at" | "tookEffect">): Promise<Set<string>> {
    const { reading } = await scene();
    const whole: string[] = [];
    await write(reading, newBytes, failing(place, whole));
    expect(whole.length).toBeGreaterThan(30);
    const codes = new Set<string>();
    for (let at = 1; at <= whole.length; at += 1) {
      const changesNothing = ["close", "lstat", "read", "readdir", "realpath", "stat"].includes(
        whole[at - 1] ?? "",
      );
      for (const tookEffect of changesNothing ? [false] : [false, true]) {
        const cell = { ...fault, at, tookEffect };
        try {
          codes.add(await outcomeOf(place, cell));
        } catch (error) {
          throw new Error(`${String(whole[at - 1])} ${JSON.stringify(cell)}: ${String(error)}`, {
            cause: error,
          });
        }
      }
    }
    return codes;
  }

  test.each(errnos)(
    "a call that answers %s, whether it took effect or not: old or new, as told, nothing lost, nothing left unnamed",
    async (errno) => {
      const codes = await everyCall({ errno, forGood: false });
      expect(codes).toContain("done");
      expect(codes.size).toBeGreaterThan(1);
    },
  );

  test.each(["EIO", "ESTALE"])(
    "a file system that answers nothing but %s from some call on: the same",
    async (errno) => {
      expect(await everyCall({ errno, forGood: true })).toContain("E_IN_DOUBT");
    },
  );
});
