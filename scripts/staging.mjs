import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const prefix = ".staging-";
const beatMs = 5_000;
const silentMs = 60_000;

/**
 * Gives `work` a folder of its own inside `folder`, to build something in that is moved into place when it is whole.
 * The folder is removed afterwards in any case; what a killed process left is removed by the next one.
 *
 * @template Result
 * @param {string} folder
 * @param {(staging: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withStaging(folder, work) {
  await mkdir(folder, { recursive: true });
  await liveStagings(folder);
  const staging = join(folder, prefix + randomUUID());
  const owner = join(staging, "owner.json");
  await mkdir(staging);
  await writeFile(owner, JSON.stringify({ pid: process.pid, host: hostname() }));
  const heart = setInterval(() => {
    const now = new Date();
    utimes(owner, now, now).catch(() => undefined);
  }, beatMs);
  try {
    return await work(staging);
  } finally {
    clearInterval(heart);
    await discard(staging);
  }
}

/**
 * Waits while other processes are at work in `folder`.
 *
 * @param {string} folder
 * @param {(line: string) => void} say
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether there was anything to wait for
 */
export async function waitForOthers(folder, say, signal) {
  let waited = false;
  while ((await liveStagings(folder)) > 0 && !signal.aborted) {
    if (!waited) say("  another setup is at work on it; waiting for that one to end");
    waited = true;
    await pause(500);
  }
  return waited;
}

/**
 * Moves a finished folder into place under the first free name of `name`, `name-2`, `name-3`, …; what is already there
 * is never touched.
 *
 * @param {string} finished
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<string>} the folder's new path
 */
export async function moveIntoPlace(finished, folder, name) {
  for (let number = 1; ; number += 1) {
    const target = join(folder, number === 1 ? name : `${name}-${String(number)}`);
    if (existsSync(target)) continue;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await rename(finished, target);
        return target;
      } catch (error) {
        if (existsSync(target)) break;
        // A virus scanner on Windows may hold a new program open for a moment.
        if (process.platform !== "win32" || attempt === 20) throw error;
        await pause(250);
      }
    }
  }
}

/**
 * Counts the staging folders whose owners live, and removes the others.
 *
 * @param {string} folder
 */
async function liveStagings(folder) {
  const names = await readdir(folder).catch(() => []);
  let alive = 0;
  for (const name of names.filter((entry) => entry.startsWith(prefix))) {
    const staging = join(folder, name);
    if (await isAlive(staging)) alive += 1;
    else await discard(staging);
  }
  return alive;
}

/** @param {string} staging */
async function isAlive(staging) {
  const owner = join(staging, "owner.json");
  try {
    const { pid, host } = JSON.parse(await readFile(owner, "utf8"));
    if (host === hostname() && !runs(pid)) return false;
    return Date.now() - (await stat(owner)).mtimeMs < silentMs;
  } catch {
    // No owner's name in it (yet): it counts as long as it is young.
    return await stat(staging).then(
      ({ mtimeMs }) => Date.now() - mtimeMs < silentMs,
      () => false,
    );
  }
}

/** @param {number} pid */
function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @param {string} staging */
async function discard(staging) {
  await rm(staging, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
}
