import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const root = join(import.meta.dirname, "..");
const windows = process.platform === "win32";

/**
 * Runs a program to its end and measures it as a whole, its start included. Where there is a POSIX shell, that tells the
 * time of all cores, the program's own children included, in hundredths of a second: a short program is run several times,
 * and what is told is the mean.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, input?: string, runs?: number }} [options]
 * @returns {import("./rounds.mjs").Measure}
 * @throws Error where it fails
 */
export function wholeProcess(command, args, { runs = 1, ...options } = {}) {
  const script = `${'"$@" >/dev/null || exit; '.repeat(runs)}times`;
  const [program, given] = windows ? [command, args] : ["/bin/sh", ["-c", script, "sh", command, ...args]];
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(program, given, {
    ...options,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const took = performance.now() - begin;
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${String(status)}: ${stderr.slice(-2000)}`);
  if (windows) return { wall: took };
  return { wall: took / runs, cpu: (childrenSeconds(stdout) * 1000) / runs };
}

/**
 * @param {string} printed by the shell's `times`: its own in the first line, its children's in the second
 * @returns seconds
 */
function childrenSeconds(printed) {
  const [, line = ""] = printed.trim().split("\n");
  return line
    .trim()
    .split(/\s+/)
    .map((time) => /^(\d+)m([\d.,]+)s$/.exec(time) ?? [])
    .reduce(
      (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(String(seconds).replace(",", ".")),
      0,
    );
}

/**
 * Runs one task of tasks.mjs in a fresh process, which measures it without its own start.
 *
 * @param {string} name
 * @param {...string} args
 * @returns {import("./rounds.mjs").Measure}
 */
export function task(name, ...args) {
  const printed = execFileSync(process.execPath, [join(root, "bench", "task.mjs"), name, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(printed);
}

/** The command as people start it. */
export const commandLine = join(root, "provider", "bin", "iis-identity.js");

/**
 * @param {string} program
 * @param {...string} args of a run that shows that it is there
 */
export function isThere(program, ...args) {
  return spawnSync(program, args, { stdio: "ignore" }).error === undefined;
}
