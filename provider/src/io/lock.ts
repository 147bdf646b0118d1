import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { IdentityError } from "../domain";
import { besideName } from "./beside-name";
import { errnoOf, fileError, onFile } from "./file-error";
import { realFileSystem } from "./file-system";
import type { FileSystem } from "./file-system";
import { formatHolder, isGone, parseHolder } from "./lock-holder";
import type { Holder } from "./lock-holder";
import { removeQuietly } from "./write-file";

export interface LockOptions {
  /** How long to wait for a lock that somebody holds, in milliseconds. */
  readonly waitMs?: number;
  /** The pause between two tries, in milliseconds. */
  readonly retryMs?: number;
  readonly fileSystem?: FileSystem;
}

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs an action while this process alone holds the lock of a file: `<file>.lock` beside the real file. It is released
 * always; callers within the process queue. A lock that a dead process of this machine left is taken over. It binds
 * only those who ask for it.
 *
 * @throws IdentityError E_LOCKED; E_FILE_NOT_FOUND, E_FILE_ACCESS, E_READ_ONLY, E_DISK_FULL, E_FILE where the lock file
 * can't be made; and whatever the action throws
 */
export async function withLock<Result>(
  path: string,
  action: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  const { waitMs = 5000, retryMs = 50, fileSystem = realFileSystem } = options;
  const lock = `${await onFile(path, () => fileSystem.realpath(path))}.lock`;
  const turn = (queues.get(lock) ?? Promise.resolve()).then(async () => {
    const content = await acquire(lock, { deadline: Date.now() + waitMs, retryMs, fileSystem });
    try {
      return await action();
    } finally {
      await release(lock, content, fileSystem);
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
}

/** Takes the lock. @returns the lock file's content, which says whose it is */
async function acquire(lock: string, waiting: Waiting): Promise<string> {
  for (;;) {
    const holder = await readHolder(lock, waiting.fileSystem);
    let failure: IdentityError | undefined;
    if (holder === "none") {
      const content = formatHolder({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
      const outcome = await create(lock, content, waiting.fileSystem);
      if (outcome === "made") return content;
      failure = outcome === "held" ? undefined : outcome;
    } else if (holder !== undefined && isGone(holder) && (await takeOver(lock, waiting))) {
      continue;
    }
    if (Date.now() >= waiting.deadline) throw failure ?? locked(lock, holder === "none" ? undefined : holder);
    await wait(waiting.retryMs);
  }
}

/** Makes the lock file with its content in one step, so that nobody ever reads half a lock. */
async function create(
  lock: string,
  content: string,
  fileSystem: FileSystem,
): Promise<"made" | "held" | IdentityError> {
  const draft = besideName(lock.replace(/\.lock(?:\.takeover)*$/, ""), "lock");
  try {
    await writeExclusively(draft, content, fileSystem);
    try {
      await fileSystem.link(draft, lock);
    } catch (error) {
      if (errnoOf(error) === "EEXIST") return "held";
      // No hard links here: the lock is empty for an instant, which others take for a lock they can't read.
      await writeExclusively(lock, content, fileSystem);
    } finally {
      await removeQuietly(draft, fileSystem);
    }
    return "made";
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return "held";
    const failure = fileError(error, lock);
    // Windows refuses a name whose file is being removed while somebody still reads it.
    if (process.platform === "win32" && failure.code === "E_FILE_ACCESS") return failure;
    throw failure;
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

/** Who holds the lock; `none` where it is gone, `undefined` where its content tells nobody. */
async function readHolder(lock: string, fileSystem: FileSystem): Promise<Holder | "none" | undefined> {
  try {
    return parseHolder(await readText(lock, fileSystem));
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
 * Removes a lock whose holder is dead. Only who holds the lock's own lock removes it, and looks once more under it: so
 * of two processes that find a dead holder, neither can remove the lock that the other has made since.
 *
 * @returns true where the dead lock is gone
 */
async function takeOver(lock: string, waiting: Waiting): Promise<boolean> {
  const claim = `${lock}.takeover`;
  // One level is enough: a process killed in the middle of a take-over leaves a claim, whose own claim is new.
  if (lock.endsWith(".takeover.takeover")) return false;
  const content = await acquire(claim, waiting);
  try {
    const holder = await readHolder(lock, waiting.fileSystem);
    if (holder === "none" || holder === undefined || !isGone(holder)) return holder === "none";
    await onFile(lock, () => waiting.fileSystem.unlink(lock));
    return true;
  } finally {
    await release(claim, content, waiting.fileSystem);
  }
}

/** Removes the lock where it still is ours. */
async function release(lock: string, content: string, fileSystem: FileSystem): Promise<void> {
  const found = await readText(lock, fileSystem).catch(() => undefined);
  if (found === content) await removeQuietly(lock, fileSystem);
}

function locked(lock: string, holder: Holder | undefined): IdentityError {
  const remove = `remove the file ${lock}`;
  return new IdentityError({
    code: "E_LOCKED",
    message:
      holder === undefined
        ? `The lock ${lock} is held, and it does not say by whom.`
        : `The lock ${lock} is held by process ${String(holder.pid)} on ${holder.host} since ${holder.since}.`,
    hint:
      holder?.host === hostname()
        ? `Wait until that process has ended; if it has nothing to do with this file, ${remove}.`
        : `Make sure that no other command works on this file, then ${remove}.`,
  });
}
