import { hostname } from "node:os";
import { IdentityError } from "../domain";
import { errnoOf, fileError } from "./file-error";
import { isSameMachine, thisMachine } from "./machine";

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Time in UTC, as in `2026-01-31T23:59:59.999Z`. */
  readonly since: string;
  /** As `thisMachine` returns it; left out if that is not known, and by version 0.1.0. */
  readonly machine?: string | undefined;
}

/** This process, from now on. */
export function thisHolder(): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    machine: thisMachine(),
  };
}

/**
 * All that a lock file says, one on each line: process, host name, time, machine, and a number of this one lock.
 * Version 0.1.0 treats it as a lock that it can't read, and leaves it alone.
 */
export function formatHolder({ pid, host, since, machine = "-" }: Holder, serial: string): string {
  return `${String(pid)}\n${host}\n${since}\n${machine}\n${serial}\n`;
}

/** @returns `undefined` for anything that neither `formatHolder` nor version 0.1.0 writes, which ends after the time */
export function parseHolder(content: string): Holder | undefined {
  const [, pid, host, since, machine] =
    /^([1-9]\d{0,9})\n([^\p{Cc}]{1,255})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n(?:([0-9a-z -]{1,255})\n[0-9a-f]{16}\n)?$/u.exec(
      content,
    ) ?? [];
  if (pid === undefined || host === undefined || since === undefined || Number.isNaN(Date.parse(since))) {
    return undefined;
  }
  const told = machine === undefined || machine === "-" ? {} : { machine };
  return { pid: Number(pid), host, since, ...told };
}

/**
 * True only if the holder is proven dead: a process of this machine, of its present start and of this container, that
 * no longer runs, or an earlier process that had this process's number. For any other holder that can't be known, nor
 * for those of 0.1.0.
 */
export function isGone({ pid, host, since, machine }: Holder): boolean {
  if (host !== hostname() || !isSameMachine(machine, thisMachine())) return false;
  if (pid === process.pid) return Date.parse(since) < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errnoOf(error) === "ESRCH";
  }
}

/** @param holder `undefined` where the lock does not say */
export function locked(lock: string, holder: Holder | undefined): IdentityError {
  const remove = `remove the file ${lock}`;
  if (holder === undefined) {
    return new IdentityError({
      code: "E_LOCKED",
      message: `The lock ${lock} is held, but it does not say by whom.`,
      hint: `Make sure that no other command works on this file, then ${remove}.`,
    });
  }
  const { pid, host, since, machine } = holder;
  const here = host === hostname();
  const near = here && isSameMachine(machine, thisMachine());
  return new IdentityError({
    code: "E_LOCKED",
    message: `The lock ${lock} is held by process ${String(pid)} on ${host} since ${since}${
      here && !near
        ? ", which may be another machine or container with this name, or this one before its last start"
        : ""
    }.`,
    hint: near
      ? `Wait until that process has ended; if it has nothing to do with this file, ${remove}.`
      : `Make sure that no command works on this file, on ${host} and wherever else it can be reached, then ${remove}.`,
  });
}

/** A sentence for people about our own lock, if it could not be removed or examined when it was to end. */
export function lockLeft(lock: string, error: unknown): string {
  return `The lock ${lock} could not be removed (${fileError(error, lock).code}), so other commands find the file locked. Remove the lock once no command works on the file.`;
}
