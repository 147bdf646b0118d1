import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isIdentityError, type IdentityError } from "../domain";
import { besideName } from "./beside-name";
import { alsoSaying, errnoOf, fileError, onFile } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { formatHolder, isGone, lockLeft, locked, parseHolder, thisHolder } from "./lock-holder";
import { removeQuietly } from "./write-file";

interface LockOptions {
  /** How long to wait for a lock that somebody holds, in milliseconds. */
  readonly waitMs?: number;
  /** The pause between two tries, in milliseconds. */
  readonly retryMs?: number;
  readonly fileSystem?: FileSystem;
  /** Gets a sentence for people about a lock that stays. If the action fails, its error contains that sentence. */
  readonly warn?: (sentence: string) => void;
}

// If a virus scanner or an indexer holds the lock's file for a moment, it can be removed a moment later.
const releaseTries = 6;

/** What this process could not remove: by path, the content that proves that it is still ours. */
const kept = new Map<string, string>();

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs an action while this process alone holds the lock of a file: `<file>.lock` beside the real file. Callers within
 * the process queue. The lock is always released. If its file can't be removed, that is reported, and this process goes
 * on with it. A lock that a process left is taken over if that process is proven dead; otherwise the caller waits for
 * it. The lock binds only those who ask for it.
 *
 * @throws IdentityError E_LOCKED; E_FILE_NOT_FOUND, E_FILE_ACCESS, E_READ_ONLY, E_DISK_FULL, E_FILE if the lock file
 * can't be made; and whatever the action throws
 */
export async function withLock<Result>(
  path: string,
  action: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  const { waitMs = 5000, retryMs = 50, fileSystem = realFileSystem, warn = () => undefined } = options;
  const lock = `${await onFile(path, () => fileSystem.realpath(path))}.lock`;
  const turn = (queues.get(lock) ?? Promise.resolve()).then(async () => {
    const left: string[] = [];
    const waiting = { deadline: Date.now() + waitMs, retryMs, fileSystem, left };
    try {
      const content = await acquire(lock, waiting);
      try {
        return await action();
      } finally {
        await release(lock, content, waiting);
      }
    } catch (error) {
      throw isIdentityError(error) && left.length > 0 ? alsoSaying(error, left.splice(0)) : error;
    } finally {
      left.forEach(warn);
    }
  });
  const settled = turn.catch(() => undefined);
  queues.set(lock, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(lock) === settled) queues.delete(lock);
  }
}

interface Waiting {
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly retryMs: number;
  readonly fileSystem: FileSystem;
  /** Sentences for people about locks that stay. */
  readonly left: string[];
}

/** Takes the lock. @returns the lock file's content, which says whose it is */
async function acquire(lock: string, waiting: Waiting): Promise<string> {
  for (;;) {
    const found = await readLock(lock, waiting.fileSystem);
    const holder = found === undefined || found === "none" ? undefined : parseHolder(found);
    let failure: IdentityError | undefined;
    if (found !== undefined && found === kept.get(lock)) return found;
    if (found === "none") {
      const content = formatHolder(thisHolder(), randomBytes(8).toString("hex"));
      const outcome = await create(lock, content, waiting.fileSystem);
      if (outcome === "made") return content;
      failure = outcome === "held" ? undefined : outcome;
    } else if (holder !== undefined && isGone(holder) && (await takeOver(lock, waiting))) {
      continue;
    }
    if (Date.now() >= waiting.deadline) throw failure ?? locked(lock, holder);
    await wait(waiting.retryMs);
  }
}

/** Makes the lock file with its content in one step, so that nobody ever reads half a lock. */
async function create(
  lock: string,
  content: string,
  fileSystem: FileSystem,
): Promise<"made" | "held" | IdentityError> {
  try {
    await linkOrWrite(lock, content, fileSystem);
    return "made";
  } catch (error) {
    // Over a network a call may take effect and still return an error, such as that its name is in use.
    if ((await readLock(lock, fileSystem)) === content) return "made";
    if (errnoOf(error) === "EEXIST") return "held";
    const failure = fileError(error, lock);
    // Windows refuses a name whose file is being removed while somebody still reads it.
    if (process.platform === "win32" && failure.code === "E_FILE_ACCESS") return failure;
    throw failure;
  }
}

async function linkOrWrite(lock: string, content: string, fileSystem: FileSystem): Promise<void> {
  const draft = besideName(lock.replace(/\.lock(?:\.takeover)*$/, ""), "lock");
  await writeExclusively(draft, content, fileSystem);
  try {
    await fileSystem.link(draft, lock);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") throw error;
    // No hard links here: the lock is empty for an instant, which others take for a lock they can't read.
    await writeExclusively(lock, content, fileSystem);
  } finally {
    await removeQuietly(draft, fileSystem);
  }
}

async function writeExclusively(path: string, content: string, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
  } catch (error) {
    await removeQuietly(path, fileSystem);
    throw error;
  } finally {
    await handle.close();
  }
}

/** What the lock's file says; `none` where it is gone, `undefined` where it can't be read. */
async function readLock(lock: string, fileSystem: FileSystem): Promise<string | undefined> {
  try {
    return await readText(lock, fileSystem);
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? "none" : undefined;
  }
}

async function readText(lock: string, fileSystem: FileSystem): Promise<string> {
  const handle = await fileSystem.open(lock, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Removes a lock whose holder is dead. Only a process that holds the lock's own lock removes it, after it has checked
 * once more. So if two processes find a dead holder, neither can remove the lock that the other has made since.
 *
 * @returns true if the dead lock is gone
 */
async function takeOver(lock: string, waiting: Waiting): Promise<boolean> {
  const claim = `${lock}.takeover`;
  // One level is enough: a process killed during a take-over leaves a claim, whose own claim is new.
  if (lock.endsWith(".takeover.takeover")) return false;
  const content = await acquire(claim, waiting);
  try {
    const found = await readLock(lock, waiting.fileSystem);
    if (found === "none") return true;
    const holder = found === undefined ? undefined : parseHolder(found);
    if (holder === undefined || !isGone(holder)) return false;
    await onFile(lock, () => waiting.fileSystem.unlink(lock));
    return true;
  } finally {
    await release(claim, content, waiting);
  }
}

/**
 * Removes the lock if it is still ours. What keeps it from being examined or removed is reported, and it stays ours.
 */
async function release(lock: string, content: string, { retryMs, fileSystem, left }: Waiting): Promise<void> {
  kept.delete(lock);
  for (let tried = 1; ; tried += 1) {
    try {
      if ((await readText(lock, fileSystem)) === content) await fileSystem.unlink(lock);
      return;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return;
      if (tried === releaseTries) {
        kept.set(lock, content);
        left.push(lockLeft(lock, error));
        return;
      }
      await wait(retryMs);
    }
  }
}
