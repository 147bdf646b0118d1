import { spawn } from "node:child_process";

interface ProgramRun {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** All that the child sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Open files that the child gets from descriptor 3 on. */
  readonly files?: readonly number[];
  /**
   * Its standard input. A function is called once the program has printed something; if it fails, there is no input.
   */
  readonly input?: string | (() => Promise<string>);
  /** After this many milliseconds the child is killed and counts as failed. */
  readonly timeoutMs?: number;
}

export interface Ran {
  /** `undefined` where the program did not end by itself. */
  readonly code: number | undefined;
  readonly output: string;
}

// Our programs print little; anything longer does not come from them.
const mostOutput = 1 << 20;

/**
 * Runs one of the system's own small programs to its end.
 *
 * @returns `undefined` where it could not be started
 * @throws what `input` throws, once the program has ended
 */
export function runProgram(run: ProgramRun): Promise<Ran | undefined> {
  const { program, args, env, files = [], input = "", timeoutMs = 30_000 } = run;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      stdio: ["pipe", "pipe", "ignore", ...files],
      env,
    });
    const parts: Buffer[] = [];
    let size = 0;
    let failure: { readonly error: unknown } | undefined;
    let asked = typeof input === "string";
    // Node's own timeout goes on waiting after a program that could not be started.
    const end = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const ask = async (): Promise<void> => {
      if (asked || typeof input === "string") return;
      asked = true;
      try {
        child.stdin?.end(await input());
      } catch (error) {
        failure = { error };
        child.stdin?.end();
      }
    };
    child.stdout?.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= mostOutput) parts.push(part);
      else child.kill("SIGKILL");
      void ask();
    });
    // A program that ended early reads no more.
    child.stdin?.on("error", () => undefined);
    if (typeof input === "string") child.stdin?.end(input);
    child.once("error", () => {
      clearTimeout(end);
      resolve(undefined);
    });
    child.once("close", (code) => {
      clearTimeout(end);
      if (failure === undefined)
        resolve({ code: code ?? undefined, output: Buffer.concat(parts).toString() });
      // The caller's own error, whatever it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      else reject(failure.error);
    });
  });
}
