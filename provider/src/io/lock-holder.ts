import { hostname } from "node:os";
import { errnoOf } from "./file-error";

/** Who holds a lock: all that a lock file says. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Time in UTC, as in `2026-01-31T23:59:59.999Z`. */
  readonly since: string;
}

/** One line each: process, machine, time. */
export function formatHolder({ pid, host, since }: Holder): string {
  return `${String(pid)}\n${host}\n${since}\n`;
}

/** @returns `undefined` for anything that `formatHolder` does not write */
export function parseHolder(content: string): Holder | undefined {
  const [, pid, host, since] =
    /^([1-9]\d{0,9})\n([^\p{Cc}]{1,255})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/u.exec(content) ?? [];
  if (pid === undefined || host === undefined || since === undefined || Number.isNaN(Date.parse(since))) {
    return undefined;
  }
  return { pid: Number(pid), host, since };
}

/**
 * True only where the holder is proven dead: a process of this machine that no longer runs, or an earlier process that
 * had this process's number. Processes of other machines, and of containers with another host name, never are.
 */
export function isGone({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return Date.parse(since) < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errnoOf(error) === "ESRCH";
  }
}
