import type { Command } from "commander";
import type * as backups from "./backups";
import { examples, isCommanderError, newCommand, type CommandMaker, type Run } from "./command-line";
import type * as discover from "./discover";
import type * as doctor from "./doctor";
import { exitCode, type ExitCode } from "./exit-code";
import type * as explain from "./explain";
import type * as find from "./find";
import type * as lint from "./lint";
import { withOutputs } from "./output";
import { reportError } from "./report-error";
import type { ProcessSurroundings } from "./surroundings";
import type * as sync from "./sync";
import { packageVersion } from "./version";

/** Every command by its name. Each is loaded when it is asked for, so that none waits for the others. */
const commands: ReadonlyMap<string, () => CommandMaker> = new Map([
  ["find", () => (require("./find") as typeof find).findCommand],
  ["explain", () => (require("./explain") as typeof explain).explainCommand],
  ["lint", () => (require("./lint") as typeof lint).lintCommand],
  ["sync", () => (require("./sync") as typeof sync).syncCommand],
  ["discover", () => (require("./discover") as typeof discover).discoverCommand],
  ["backups", () => (require("./backups") as typeof backups).backupsCommand],
  ["doctor", () => (require("./doctor") as typeof doctor).doctorCommand],
]);

/**
 * Runs one command line, without the program's own name. Never rejects and never ends the process.
 *
 * @returns the exit code: 0 in sync or done, 1 error, 2 usage, 3 drift or findings
 */
export async function main(args: readonly string[], around: ProcessSurroundings): Promise<ExitCode> {
  const surroundings = withOutputs(around);
  let ended: ExitCode = exitCode.done;
  const run: Run = {
    surroundings,
    ends: (code) => {
      ended = code;
    },
  };
  const [first = ""] = args;
  const program = commandLine(run, needed(first));
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return exitCode.usage;
    }
    await program.parseAsync([...args], { from: "user" });
    return ended;
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return reportError(error, surroundings);
  }
}

/** The commands that a first word needs; `undefined` for every one, as a help or a mistyped name does. */
function needed(first: string): readonly string[] | undefined {
  if (commands.has(first)) return [first];
  return first === "--version" || first === "-V" ? [] : undefined;
}

/** The whole command line, with these commands: left out, with every one. */
export function commandLine(run: Run, names: Iterable<string> = commands.keys()): Command {
  const program = newCommand("iis-identity", run.surroundings)
    .description(
      "Finds, explains and repairs the account credentials that IIS stores. Passwords are never shown.",
    )
    .showHelpAfterError("(iis-identity --help shows the commands)")
    .helpCommand(true)
    .version(packageVersion())
    .addHelpText(
      "after",
      `\nExit codes: 0 in sync or done, 1 error, 2 usage, 3 drift or findings.\n${examples(
        "npx iis-identity find --path MetaBase.xml",
        "npx iis-identity find anonymous --long --path MetaBase.xml",
      )}`,
    );
  for (const name of names) {
    const load = commands.get(name);
    if (load !== undefined) program.addCommand(load()(run));
  }
  return program;
}
