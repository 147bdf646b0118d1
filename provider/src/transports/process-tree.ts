import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { win32 } from "node:path";
import { childEnvironment, variable } from "./environment";

// How long a polite end may take, in milliseconds, before the rest of the tree is killed.
const graceMs = 2000;

const endings = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

const running = new Set<ChildProcess>();

/** Options to start a child so that `killTree` reaches everything that it starts: in a process group of its own. */
export const ownGroup = process.platform !== "win32";

/**
 * Kills the child and everything it started when this process ends, even by a signal: nothing outlives us. The signal
 * itself is not delayed.
 *
 * @returns what to call once the child has ended
 */
export function endWithUs(child: ChildProcess): () => void {
  if (running.size === 0) listen();
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size === 0) ignore();
  };
}

/** Asks the child's whole tree to end, and ends it if it does not. */
export function killTree(child: ChildProcess): void {
  if (!ownGroup) {
    const { file, args, env } = taskkill(child);
    const kill = spawn(file, args, { stdio: "ignore", windowsHide: true, env });
    // If the tree can't be ended, at least its first process is.
    const atLeast = (): boolean => child.kill("SIGKILL");
    kill.once("error", atLeast).once("exit", (code) => code === 0 || atLeast());
    return;
  }
  signalGroup(child, "SIGTERM");
  const patience = setTimeout(() => {
    signalGroup(child, "SIGKILL");
  }, graceMs);
  child.once("exit", () => {
    clearTimeout(patience);
  });
}

/** Ends what is left of a tree whose first process has ended. On Windows nothing leads to it any more. */
export function killRest(child: ChildProcess): void {
  if (ownGroup) signalGroup(child, "SIGKILL");
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // No process of the group is left.
  }
}

function taskkill({ pid }: ChildProcess): {
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
} {
  const env = childEnvironment();
  const root = variable("SystemRoot", process.platform, env) ?? "C:\\Windows";
  return {
    file: win32.join(root, "System32", "taskkill.exe"),
    args: ["/T", "/F", "/PID", String(pid)],
    env,
  };
}

function listen(): void {
  process.on("exit", endAll);
  // It runs first and removes itself before the others run: listeners that count listeners to see whether they are
  // alone then count right.
  for (const signal of endings) process.prependListener(signal, passOn);
}

function ignore(): void {
  process.off("exit", endAll);
  for (const signal of endings) process.off(signal, passOn);
}

function endAll(): void {
  for (const child of running) {
    if (ownGroup) signalGroup(child, "SIGKILL");
    else {
      const { file, args, env } = taskkill(child);
      const { status } = spawnSync(file, args, { stdio: "ignore", windowsHide: true, env });
      if (status !== 0) child.kill("SIGKILL");
    }
  }
  running.clear();
  ignore();
}

/**
 * A listener replaces the system's own end of the process. If ours was the only one, this ends it as the system would.
 */
function passOn(signal: NodeJS.Signals): void {
  endAll();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
