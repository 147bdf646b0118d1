import { dirname, join } from "node:path";
import type { AccessControl } from "./access-control";
import { withFreeName } from "./backup";
import { backupName } from "./backup-name";
import { besideName } from "./beside-name";
import { errnoOf } from "./file-error";
import { identify, identityOf, sameContent } from "./file-identity";
import type { FileSystem } from "./file-system";
import { handleHolds, holdsBytes, readHandle } from "./read-file";
import type { FileReading } from "./read-file";
import { changedMeanwhile } from "./replace-error";
import { removeQuietly, writeNewFile } from "./write-file";

/** Holds on to the file that a rename is about to replace, so that it can be looked at afterwards. */
export interface Witness {
  /** True where the replaced file is the one that was read, and nothing wrote to it since. */
  unchanged(reading: FileReading): Promise<boolean>;
  /** Keeps the replaced file for good, under a name that no pruning touches. @returns its path, if that succeeded */
  keep(): Promise<string | undefined>;
  release(): Promise<void>;
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
    return process.platform === "win32" ? noWitness() : openWitness(path, access, fileSystem);
  }
  return {
    unchanged: async (reading) =>
      sameContent(await identify(held, fileSystem), reading.identity) &&
      holdsBytes(held, reading.bytes, fileSystem),
    keep: async () => {
      try {
        const kept = await withFreeName(keptAt(path), (name) => fileSystem.link(held, name));
        await removeQuietly(held, fileSystem);
        return kept;
      } catch {
        // The next write makes a backup of it.
        return held;
      }
    },
    release: () => removeQuietly(held, fileSystem),
  };
}

async function openWitness(path: string, access: AccessControl, fileSystem: FileSystem): Promise<Witness> {
  const handle = await fileSystem.open(path, "r");
  return {
    unchanged: async (reading) =>
      sameContent(identityOf(await handle.stat({ bigint: true })), reading.identity) &&
      (await handleHolds(handle, reading.bytes)),
    keep: async () => {
      try {
        const bytes = await readHandle(handle, (await handle.stat()).size);
        if (bytes === undefined) return undefined;
        return await withFreeName(keptAt(path), (name) =>
          writeNewFile({ path: name, bytes, like: path }, access, fileSystem),
        );
      } catch {
        return undefined;
      } finally {
        await handle.close();
      }
    },
    release: () => handle.close(),
  };
}

/** Windows without hard links (FAT): an open handle would keep the rename from happening, so there is none. */
function noWitness(): Witness {
  return {
    unchanged: () => Promise.resolve(true),
    keep: () => Promise.resolve(undefined),
    release: () => Promise.resolve(),
  };
}

function keptAt(path: string): (time: Date) => string {
  return (time) => join(dirname(path), backupName(`${path}.replaced`, time));
}
