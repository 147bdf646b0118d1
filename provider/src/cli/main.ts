import type { Command } from "commander";
import { backupsCommand } from "./backups";
import { examples, isCommanderError, newCommand, type CommandMaker, type Run } from "./command-line";
import { exitCode, type ExitCode } from "./exit-code";
import { discoverCommand } from "./discover";
import { doctorCommand } from "./doctor";
import { explainCommand } from "./explain";
import { findCommand } from "./find";
import { lintCommand } from "./lint";
import { withOutputs } from "./output";
import { reportError } from "./report-error";
import type { ProcessSurroundings } from "./surroundings";
import { syncCommand } from "./sync";
import { packageVersion } from "./version";

const commands: readonly CommandMaker[] = [
  findCommand,
  explainCommand,
  lintCommand,
  syncCommand,
  discoverCommand,
  backupsCommand,
  doctorCommand,
];

/**
 * Runs one command line, without the program's own name. Never rejects and never ends the process.
 *
 * @returns the exit code: 0 in sync or done, 1 error, 2 usage, 3 drift or findings
 */
export async function main(args: readonly string[], around: ProcessSurroundings): Promise<ExitCode> {
  const surroundings = withOutputs(around);
  let ended: ExitCode = exitCode.done;
  const program = commandLine({
    surroundings,
    ends: (code) => {
      ended = code;
    },
  });
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

/** The whole command line, with every command. */
export function commandLine(run: Run): Command {
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
  for (const command of commands) program.addCommand(command(run));
  return program;
}
