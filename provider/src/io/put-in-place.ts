import { setTimeout as wait } from "node:timers/promises";
import { swapName } from "./beside-name";
import { errnoOf, fileError } from "./file-error";
import { look, sameContent } from "./file-identity";
import type { FileIdentity } from "./file-identity";
import { watchName } from "./name-watch";
import { isAsRead } from "./read-file";
import { changedMeanwhile, inDoubt, notOurs } from "./replace-error";
import { namedWitness, takeWitness } from "./witness";
import type { Watched, Witness } from "./witness";

/** The new file, closed, under the name that it has now. */
export interface Fresh {
  path: string;
  readonly identity: FileIdentity;
}

export interface InPlace {
  readonly witness: Witness;
  /** True if another program's file was replaced and is lost, `undefined` if that is not known. */
  readonly lostOther: boolean | undefined;
}

/**
 * Puts the new file in the old one's place. If the system can exchange names, it does so, so that what was replaced is
 * still there. Otherwise it renames, while the system's reports of names are watched. Whatever a call returns, what the
 * names hold afterwards decides.
 *
 * @throws IdentityError E_IN_DOUBT if that could not be seen; otherwise it has not happened: E_CHANGED_MEANWHILE, E_FILE
 * and the system's error
 */
export async function putInPlace(
  watched: Watched,
  fresh: Fresh,
  renamePausesMs: readonly number[],
): Promise<InPlace> {
  const witness = await exchange(watched, fresh);
  if (witness !== undefined) return { witness, lostOther: false };
  for (let attempt = 0; ; attempt += 1) {
    const renamed = await renameOver(watched, fresh);
    if ("witness" in renamed) return renamed;
    const { refusal } = renamed;
    const pause = renamePausesMs[attempt];
    if (pause === undefined || !["EPERM", "EACCES", "EBUSY"].includes(errnoOf(refusal) ?? "")) throw refusal;
    await wait(pause);
  }
}

/** @returns `undefined` where nothing was exchanged */
async function exchange(watched: Watched, fresh: Fresh): Promise<Witness | undefined> {
  if (process.platform !== "linux") return undefined;
  const { reading, fileSystem } = watched;
  const swap = swapName(reading.path, fresh.identity.inode);
  if (!(await moved(watched, fresh, swap))) return undefined;
  let failure: { readonly error: unknown } | undefined;
  const step: { tried: boolean } = { tried: false };
  try {
    await fileSystem.exchange(swap, reading.path, async () => {
      await requireBoth(watched, fresh);
      step.tried = true;
    });
  } catch (error) {
    if (!step.tried) return undefined;
    failure = { error };
  }
  const found = await holds(watched, fresh, swap);
  if (found === "fresh") return undefined;
  if (failure === undefined) return namedWitness(swap, watched);
  const placed = found === "other" && (await holds(watched, fresh, reading.path)) === "fresh";
  if (placed) return namedWitness(swap, watched);
  throw inDoubt(reading.path, failure.error);
}

/** Gives the new file the name from which it is exchanged. @returns false if it still has its old name */
async function moved(watched: Watched, fresh: Fresh, swap: string): Promise<boolean> {
  try {
    await watched.fileSystem.rename(fresh.path, swap);
  } catch {
    if ((await holds(watched, fresh, swap)) !== "fresh") return false;
  }
  fresh.path = swap;
  return true;
}

/** Compares for the last time, and renames. */
async function renameOver(watched: Watched, fresh: Fresh): Promise<InPlace | { readonly refusal: unknown }> {
  const { reading, fileSystem } = watched;
  const { path } = reading;
  const names = watchName(path);
  try {
    await requireBoth(watched, fresh);
    // The link comes last, so that it is a name of exactly the file that the rename replaces.
    const witness = await takeWitness(watched);
    try {
      await fileSystem.rename(fresh.path, path);
    } catch (refusal) {
      if ((await holds(watched, fresh, path)) !== "fresh") {
        if ((await holds(watched, fresh, fresh.path)) !== "fresh") {
          if (witness.path === undefined) await witness.release();
          else watched.left.add(witness.path);
          throw inDoubt(path, refusal);
        }
        await witness.release();
        return { refusal };
      }
    }
    return { witness, lostOther: await names?.sawOther(fresh.path) };
  } finally {
    names?.close();
  }
}

/**
 * Checks that what is about to be exchanged is what was read, and what we wrote. @throws IdentityError, the
 * system's error
 */
async function requireBoth(watched: Watched, fresh: Fresh): Promise<void> {
  const { reading, fileSystem } = watched;
  if (!(await isStillRead(watched))) throw changedMeanwhile(reading.path);
  const found = await look(fresh.path, fileSystem);
  if (found === undefined || !sameContent(found, fresh.identity)) throw notOurs(reading.path, fresh.path);
}

async function isStillRead({ reading, fileSystem }: Watched): Promise<boolean> {
  try {
    return await isAsRead(reading.path, reading, fileSystem);
  } catch (error) {
    // A link where the file was is another program's change, and so is nothing there.
    if (errnoOf(error) === "ELOOP" || fileError(error, reading.path).code === "E_FILE_NOT_FOUND")
      return false;
    throw error;
  }
}

type Holds = "fresh" | "other" | "nothing" | "unknown";

async function holds({ fileSystem }: Watched, fresh: Fresh, name: string): Promise<Holds> {
  try {
    const found = await look(name, fileSystem);
    if (found === undefined) return "nothing";
    return sameContent(found, fresh.identity) ? "fresh" : "other";
  } catch {
    return "unknown";
  }
}
