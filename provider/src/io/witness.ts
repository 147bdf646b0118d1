import { dirname, join } from "node:path";
import type { AccessControl } from "./access-control";
import { withFreeName } from "./backup";
import { backupName } from "./backup-name";
import { besideName } from "./beside-name";
import { errnoOf } from "./file-error";
import { look, sameInode } from "./file-identity";
import { openPlain } from "./open-file";
import { moveToFree, removeOwn } from "./own-files";
import type { Writing } from "./own-files";
import { handleIsAsRead, isAsRead, readHandle } from "./read-file";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { writeNewFile } from "./write-file";

/** Holds on to the file that is replaced, so that it can be looked at afterwards. */
export interface Witness {
  /** The name by which it is held, where it has one. */
  readonly path: string | undefined;
  /** True where the replaced file is the one that was read, and nothing wrote to it since. @throws the system's error */
  unchanged(): Promise<boolean>;
  /** Keeps the replaced file for good, under a name that no pruning touches. @returns its path, if that succeeded */
  keep(): Promise<string | undefined>;
  release(): Promise<void>;
}

export interface Watched extends Writing {
  readonly reading: FileReading;
  readonly access: AccessControl;
}

/** The replaced file under a name of ours. */
export function namedWitness(path: string, watched: Watched): Witness {
  const { reading } = watched;
  return {
    path,
    unchanged: () => isAsRead(path, reading, watched.fileSystem),
    keep: async () => {
      try {
        return await keepAs(reading.path, path, watched);
      } catch {
        return path;
      }
    },
    release: () => removeOwn(path, watched),
  };
}

/**
 * Moves a file that one of our temporary names holds to a permanent name. @returns that name. @throws the system's
 * error
 */
export function keepAs(original: string, held: string, writing: Writing): Promise<string> {
  return withFreeName(keptAt(original), (name) => moveToFree(held, name, writing));
}

/** Takes hold of the file at a path: by a second name, or by an open handle if there can be no second name. */
export async function takeWitness(watched: Watched): Promise<Witness> {
  const { reading, left, fileSystem } = watched;
  const held = besideName(reading.path, "old");
  try {
    await fileSystem.link(reading.path, held);
  } catch (error) {
    const made = await look(held, fileSystem).catch((unseen: unknown) => {
      left.add(held);
      throw unseen;
    });
    if (made === undefined) {
      if (errnoOf(error) === "ENOENT") throw changedMeanwhile(reading.path);
      return process.platform === "win32" ? noWitness : openWitness(watched);
    }
    if (!sameInode(made, reading.identity)) {
      await removeOwn(held, watched);
      throw changedMeanwhile(reading.path);
    }
  }
  return namedWitness(held, watched);
}

async function openWitness(watched: Watched): Promise<Witness> {
  const { reading } = watched;
  const replaced = await openPlain(reading.path, watched.fileSystem);
  const { handle } = replaced;
  // It was only read, so a failure to close it means nothing.
  const release = (): Promise<void> => handle.close().catch(() => undefined);
  return {
    path: undefined,
    unchanged: () => handleIsAsRead(handle, reading),
    keep: async () => {
      try {
        const bytes = await readHandle(handle, (await handle.stat()).size);
        if (bytes === undefined) return undefined;
        return await withFreeName(keptAt(reading.path), async (path) => {
          await writeNewFile({ path, bytes, like: replaced }, watched.access, watched);
        });
      } catch {
        return undefined;
      } finally {
        await release();
      }
    },
    release,
  };
}

/** Windows without hard links (FAT): an open handle would keep the rename from happening, so there is none. */
const noWitness: Witness = {
  path: undefined,
  unchanged: () => Promise.resolve(true),
  keep: () => Promise.resolve(undefined),
  release: () => Promise.resolve(),
};

/** The permanent name, with a time, of what was replaced. */
function keptAt(original: string): (time: Date) => string {
  return (time) => join(dirname(original), backupName(`${original}.replaced`, time));
}
