import { createHash } from "node:crypto";
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { networkInterfaces, uptime } from "node:os";

// Windows and macOS report their start as a duration. If the clock is set, the time computed from it moves a little.
const startTolerance = 5;

/**
 * One start of one machine, or of one container on it, in one line: processes that share it see each other by their
 * numbers. On Linux it is the start's own id and the PID namespace, on macOS the time of the start in seconds, on
 * Windows that time and a hash of what distinguishes the system's volume and the network cards from others.
 *
 * @returns `undefined` if too little can be read to distinguish machines
 */
export function thisMachine(platform: NodeJS.Platform = process.platform): string | undefined {
  try {
    switch (platform) {
      case "linux":
        return linuxMachine(
          readFileSync("/proc/sys/kernel/random/boot_id", "latin1"),
          readlinkSync("/proc/self/ns/pid"),
        );
      case "darwin":
        return `darwin ${startSeconds()}`;
      case "win32":
        return `win32 ${windowsHash()} ${startSeconds()}`;
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

/** @returns `undefined` where the texts are not what Linux gives */
function linuxMachine(bootId: string, namespace: string): string | undefined {
  const [start] = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/m.exec(bootId) ?? [];
  const [, inode] = /^pid:\[(\d+)\]$/.exec(namespace) ?? [];
  return start === undefined || inode === undefined ? undefined : `linux ${start} ${inode}`;
}

/** True only if both are surely one start of one machine. */
export function isSameMachine(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (left === right) return true;
  const [one, other] = [withStart(left), withStart(right)];
  return one?.rest === other?.rest && Math.abs((one?.start ?? NaN) - (other?.start ?? NaN)) <= startTolerance;
}

function withStart(machine: string): { readonly rest: string; readonly start: number } | undefined {
  const [, rest, start] = /^((?:darwin|win32 [0-9a-f]+)) (\d+)$/.exec(machine) ?? [];
  return rest === undefined ? undefined : { rest, start: Number(start) };
}

function startSeconds(): string {
  return String(Math.round(Date.now() / 1000 - uptime()));
}

/** Containers share the start of their Windows; their volumes or their network cards are their own. */
function windowsHash(): string {
  const systemRoot = process.env["SystemRoot"] ?? process.env["SYSTEMROOT"] ?? "C:\\Windows";
  const { dev, ino, birthtimeNs } = statSync(systemRoot, { bigint: true });
  const cards = Object.values(networkInterfaces()).flatMap((card) => (card ?? []).map(({ mac }) => mac));
  return createHash("sha256")
    .update([dev, ino, birthtimeNs, ...[...new Set(cards)].sort()].join(" "))
    .digest("hex")
    .slice(0, 32);
}
