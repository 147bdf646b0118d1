import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * How a program ended. `tail` holds the last lines of its standard output and standard error, together.
 *
 * @typedef {{ ok: boolean, tail: readonly string[], reason: string }} Ended
 */

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitSeconds] after which the program and its children are ended; if left out, after weeks
 * @property {AbortSignal} [signal] ends the program and its children
 * @property {(line: string) => void} [onLine] gets each line of both outputs
 * @property {string} [input] for its standard input, which is empty without it
 */

const tailLength = 12;

/**
 * Runs a program without a shell. Never throws: a program that is missing, fails or takes
 * too long is an answer with `ok: false` and its reason.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, options = {}) {
  const { cwd, env, limitSeconds = 2e6, signal, onLine, input = "" } = options;
  return new Promise((resolve) => {
    /** @type {string[]} */
    const tail = [];
    let cause = "";
    // A process group of its own, so that ending it reaches its children, too.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: "pipe",
      windowsHide: true,
      detached: process.platform !== "win32",
    });
    /** @param {string} why */
    const end = (why) => {
      cause ||= why;
      endTree(child.pid);
    };
    const onAbort = end.bind(undefined, "it was interrupted");
    const limit = setTimeout(end, limitSeconds * 1000, `it took longer than ${String(limitSeconds)} s`);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();

    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        tail.push(line);
        if (tail.length > tailLength) tail.shift();
        onLine?.(line);
      });
    }
    // The reason why it stopped reading is its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error) => {
      cause ||= error.message;
    });
    child.on("close", (code, killedBy) => {
      clearTimeout(limit);
      signal?.removeEventListener("abort", onAbort);
      const ok = code === 0 && cause === "";
      const ending =
        killedBy === null ? `it ended with exit code ${String(code)}` : `it was ended by ${killedBy}`;
      resolve({ ok, tail, reason: ok ? "" : cause || ending });
    });
  });
}

/** @param {number | undefined} pid */
function endTree(pid) {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }).on(
      "error",
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * Gives `work` a signal that fires on Ctrl+C, a closed terminal or a polite end. When `work` has tidied up, the process
 * ends by the same signal, as its caller expects.
 *
 * @template Result
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function interruptible(work) {
  const controller = new AbortController();
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} name */
  const onSignal = (name) => {
    received = name;
    controller.abort();
  };
  /** @type {readonly NodeJS.Signals[]} */
  const names = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const name of names) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of names) process.off(name, onSignal);
    if (received !== undefined) process.kill(process.pid, received);
  }
}
