import { PassThrough, Readable } from "node:stream";
import { main } from "../../provider/src/cli/main";
import type { ProcessSurroundings } from "../../provider/src/cli/surroundings";

/** What one run of the command line came to. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Standard input as a pipe gives it; empty where left out. */
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the streams are terminals; typed lines are given by `input`. */
  readonly terminal?: boolean;
  readonly platform?: NodeJS.Platform;
}

/** Runs `iis-identity` in this process, with streams of its own. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandRun> {
  const { input = "", cwd = process.cwd(), env = { PATH: process.env["PATH"] }, terminal = false } = options;
  let stdout = "";
  let stderr = "";
  const output = (write: (text: string) => void): ProcessSurroundings["stdout"] => {
    const stream = new PassThrough();
    stream.setEncoding("utf8").on("data", write);
    return Object.assign(stream, { isTTY: terminal, columns: 100 });
  };
  const surroundings: ProcessSurroundings = {
    // A terminal hands over line by line.
    stdin: Object.assign(Readable.from(terminal ? String(input).split(/(?<=[\r\n])/) : [input]), {
      isTTY: terminal,
    }),
    stdout: output((text) => (stdout += text)),
    stderr: output((text) => (stderr += text)),
    env,
    platform: options.platform ?? process.platform,
    cwd: () => cwd,
  };
  const code = await main(args, surroundings);
  return { code, stdout, stderr };
}
