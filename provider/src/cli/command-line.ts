import { Command, CommanderError } from "commander";
import type { ExitCode } from "./exit-code";
import type { Surroundings } from "./surroundings";

/** What a command's action gets besides its arguments: where it runs, and how it reports its end. */
export interface Run {
  readonly surroundings: Surroundings;
  /** Called once, with the exit code of the action. */
  readonly ends: (code: ExitCode) => void;
}

/** Builds one command; `cli/main.ts` lists them. */
export type CommandMaker = (run: Run) => Command;

/** A command that writes where it should and throws instead of ending the process. */
export function newCommand(name: string, { stdout, stderr }: Surroundings): Command {
  return new Command(name)
    .exitOverride()
    .allowExcessArguments(false)
    .showHelpAfterError(`(iis-identity ${name} --help shows how)`)
    .configureOutput({
      writeOut: (text) => {
        stdout.write(text);
      },
      writeErr: (text) => {
        stderr.write(text);
      },
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      // An argument in the wrong place may be a password, so only the rule is shown.
      outputError: (text, write) => {
        write(withoutValues(text));
      },
    });
}

/** True for what commander throws after it showed the help or an error. */
export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

/** commander quotes what was typed, which may hold quotes itself; names of ours that it quotes are no secret. */
function withoutValues(text: string): string {
  return text
    .replace(/^(error: unknown (?:option|command)) '[^]*'/, "$1")
    .replace(/^(error: (?:option '[^']*' argument|command-argument value)) '[^]*' (is invalid)/, "$1 $2");
}

/** Examples at the end of a command's help: each can be pasted into cmd.exe, PowerShell and sh. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples (cmd.exe, PowerShell and sh):\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
