import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { IdentityError, printable } from "../domain";
import { childEnvironment } from "./environment";
import { endWithUs, killRest, killTree, ownGroup } from "./process-tree";
import type { AgentProcess, Ended } from "./transport";

/** One program and its arguments, which no shell sees. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** The folder in which it runs; if left out, our own. */
  readonly folder?: string;
  /** What to do if it can't be started: one imperative sentence. */
  readonly hint: string;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Starts a program with a cleaned environment. Its output is passed on byte by byte, as Latin-1, and is not kept, so
 * limits are up to the caller. Its standard error is dropped. It ends with this process at the latest.
 *
 * @throws IdentityError E_SCRIPT_HOST where it can't be started
 */
export async function startProcess(program: Program): Promise<AgentProcess> {
  const { child, forget } = await spawned(program);
  const { stdin, stdout } = child;
  let killedFor: IdentityError | undefined;
  let over = false;

  // The reader may be gone; the process's end shows what that means.
  for (const each of [child, stdin, stdout]) each.on("error", () => undefined);
  stdout.setEncoding("latin1");

  const ended = new Promise<Ended>((resolve) => {
    child.once("exit", () => {
      if (killedFor !== undefined) dropRest(child);
    });
    child.once("close", (code) => {
      over = true;
      forget();
      resolve(killedFor === undefined ? { code, error: undefined } : { code: null, error: killedFor });
    });
  });

  return {
    ended,
    onOutput(listener) {
      stdout.on("data", (piece: string) => {
        if (killedFor === undefined) listener(piece);
      });
    },
    send(text) {
      stdin.end(text);
    },
    kill(why) {
      if (over || killedFor !== undefined) return;
      killedFor = why;
      if (child.exitCode === null && child.signalCode === null) killTree(child);
      else dropRest(child);
    },
  };
}

/** Ends what its first process left behind, and waits no longer for pipes that such a process may still hold. */
function dropRest(child: Child): void {
  killRest(child);
  child.stdout.destroy();
}

async function spawned({ file, args, folder, hint }: Program): Promise<{ child: Child; forget: () => void }> {
  let forget = (): void => undefined;
  try {
    const child = spawn(file, args, {
      shell: false,
      windowsHide: true,
      detached: ownGroup,
      stdio: ["pipe", "pipe", "ignore"],
      env: childEnvironment(),
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    // At once, because a signal that comes while it starts must reach it.
    forget = endWithUs(child);
    await once(child, "spawn");
    return { child, forget };
  } catch {
    forget();
    throw new IdentityError({
      code: "E_SCRIPT_HOST",
      message: `The program ${printable(file)} could not be started.`,
      hint,
    });
  }
}
