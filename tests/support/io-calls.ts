import { renameSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { realFileSystem, type FileSystem } from "../../provider/src/io";
import { systemError, withFaults } from "./io-folder";

const pathCalls = ["exchange", "link", "lstat", "open", "readdir", "realpath", "rename", "stat", "unlink"];
const handleCalls = ["chmod", "chown", "close", "read", "stat", "sync", "write"];

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * The real file system, where each of its calls and those of its handles passes through here.
 *
 * @param pass makes the call by `make`, or does not, and answers it
 */
export function eachCall(pass: (name: string, make: () => Promise<unknown>) => Promise<unknown>): FileSystem {
  const wrapped = (target: object, names: readonly string[]): object =>
    Object.fromEntries(
      names.map((name) => {
        const call = (target as Record<string, Call>)[name]?.bind(target);
        const wrapper: Call = (...args) =>
          pass(name, async () => {
            const result = await call?.(...args);
            return name === "open"
              ? Object.assign(result as FileHandle, wrapped(result as FileHandle, handleCalls))
              : result;
          });
        return [name, wrapper];
      }),
    );
  const fileSystem = { ...realFileSystem, exchange: quickExchange };
  return { ...fileSystem, ...wrapped(fileSystem, pathCalls) };
}

/** Exchanges names where nobody looks meanwhile, and starts no program for it. */
export async function quickExchange(left: string, right: string, check: () => Promise<void>): Promise<void> {
  await check();
  const aside = `${left}.aside`;
  renameSync(left, aside);
  try {
    renameSync(right, left);
  } catch (error) {
    renameSync(aside, left);
    throw error;
  }
  renameSync(aside, right);
}

/** The ways in which a new file comes into the old one's place. */
export const ways =
  process.platform === "linux" ? (["exchanged", "renamed"] as const) : (["renamed"] as const);

/** Lets something happen right before and after the call that puts a new file in the place of the one at a path. */
export function around(
  way: (typeof ways)[number],
  path: string,
  { before = () => undefined, after = () => undefined }: { before?: () => void; after?: () => void },
  more: Partial<FileSystem> = {},
): FileSystem {
  return withFaults({
    ...more,
    exchange: async (left, right, check) => {
      if (way === "renamed") throw systemError("ENOSYS");
      await realFileSystem.exchange(left, right, async () => {
        await check();
        before();
      });
      after();
    },
    rename: async (from, to) => {
      if (to === path) before();
      await (more.rename ?? realFileSystem.rename)(from, to);
      if (to === path) after();
    },
  });
}
