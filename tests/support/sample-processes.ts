import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Evidence } from "./canary";

/** What anybody on this machine can see of its processes, and the environment of each, as they are now. */
export function sampleProcesses(): readonly Evidence[] {
  const listing = execFileSync("ps", ["-eww", "-o", "pid=,args="], { encoding: "latin1" });
  const environments = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      channel: "environment",
      name: pid,
      content: readOrNothing(join("/proc", pid, "environ")),
    }));
  return [{ channel: "process list", name: "ps", content: Buffer.from(listing, "latin1") }, ...environments];
}

/** Every file beneath a folder, with its name. */
export function sampleFiles(folder: string): readonly Evidence[] {
  return readdirSync(realpathSync(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({
      channel: "file",
      name: join(parentPath, name),
      content: readOrNothing(join(parentPath, name)),
    }));
}

/** A process or a file may be gone by now. */
function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
