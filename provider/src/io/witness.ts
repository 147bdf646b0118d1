import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import type { AccessControl } from "./access-control";
import { withFreeName } from "./backup";
import { errnoOf } from "./file-error";
import { identify, identityOf, sameContent } from "./file-identity";
import type { FileSystem } from "./file-system";
import { holdsBytes, readHandle } from "./read-file";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { removeQuietly, writeNewFile } from "./write-file";

/** Holds on to the file that a rename is about to replace, so that it can be looked at afterwards. */
export interface Witness {
  /** True where the replaced file is the one that was read, and nothing wrote to it since. */
  unchanged(reading: FileReading): Promise<boolean>;
  /** Keeps the replaced file for good, under a name that no pruning touches. @returns its path */
  keep(): Promise<string>;
  release(): Promise<void>;
}

const names = /^\.(.+)\.[0-9a-f]{16}\.iis-identity-(new|old)$/s;

/** An unpredictable name beside a file. `new` holds what will replace it, `old` is a second name of what is replaced. */
export function besideName(path: string, role: "new" | "old"): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString("hex")}.iis-identity-${role}`);
}

/** Takes hold of the file at a path: by a second name, where that can't be had by an open handle. */
export async function takeWitness(
  path: string,
  access: AccessControl,
  fileSystem: FileSystem,
): Promise<Witness> {
  const held = besideName(path, "old");
  try {
    await fileSystem.link(path, held);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") throw changedMeanwhile(path);
    return process.platform === "win32" ? noWitness(path) : openWitness(path, access, fileSystem);
  }
  return {
    unchanged: async (reading) =>
      sameContent(await identify(held, fileSystem), reading.identity) &&
      holdsBytes(held, reading.bytes, fileSystem),
    keep: async () => {
      const kept = await withFreeName(keptAs(path), dirname(path), (name) => fileSystem.link(held, name));
      await removeQuietly(held, fileSystem);
      return kept;
    },
    release: () => removeQuietly(held, fileSystem),
  };
}

async function openWitness(path: string, access: AccessControl, fileSystem: FileSystem): Promise<Witness> {
  const handle = await fileSystem.open(path, "r");
  return {
    unchanged: async (reading) =>
      sameContent(identityOf(await handle.stat({ bigint: true })), reading.identity) &&
      ((await readHandle(handle, reading.bytes.length))?.equals(reading.bytes) ?? false),
    keep: async () => {
      const { size } = await handle.stat();
      const bytes = (await readHandle(handle, size)) ?? Buffer.alloc(0);
      const kept = await withFreeName(keptAs(path), dirname(path), (name) =>
        writeNewFile({ path: name, bytes, like: path }, access, fileSystem),
      );
      await handle.close();
      return kept;
    },
    release: () => handle.close(),
  };
}

/** Windows without hard links (FAT): an open handle would keep the rename from happening, so there is none. */
function noWitness(path: string): Witness {
  return {
    unchanged: () => Promise.resolve(true),
    keep: () => Promise.resolve(path),
    release: () => Promise.resolve(),
  };
}

function keptAs(path: string): string {
  return `${path}.replaced`;
}

/**
 * Clears what a write that was killed left beside a file. Call it under the file's lock only. What would have become the
 * file goes; a second name of the replaced file goes, too, and becomes a backup where it is the last name of it.
 */
export async function clearLeftovers(path: string, fileSystem: FileSystem): Promise<void> {
  const folder = dirname(path);
  for (const name of await fileSystem.readdir(folder)) {
    const [, original, role] = names.exec(name) ?? [];
    if (original !== basename(path)) continue;
    const leftover = join(folder, name);
    const { nlink } = await fileSystem.lstat(leftover);
    if (role === "old" && nlink === 1) {
      await withFreeName(path, folder, (backup) => fileSystem.link(leftover, backup));
    }
    await removeQuietly(leftover, fileSystem);
  }
}
