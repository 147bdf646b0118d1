import { printable, publicError } from "../domain";
import { coloured } from "./colour";
import { exitCode, type ExitCode } from "./exit-code";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

/** Tells what went wrong on standard error: nothing of it may hold a secret. @returns how the command ends */
export function reportError(error: unknown, surroundings: Surroundings): ExitCode {
  const { stderr } = surroundings;
  const name = coloured(stderr, surroundings, "red", "error:");
  if (error instanceof UsageError) {
    stderr.write(`${name} ${error.message.split("\n").map(printable).join("\n")}\n`);
    return exitCode.usage;
  }
  const shown = publicError(error);
  const lines = [
    ...shown.message.split("\n"),
    ...(shown.stack === "" ? [] : (shown.stack ?? "").split("\n")),
  ];
  stderr.write(`${name} ${lines.map(printable).join("\n")}\n`);
  return exitCode.error;
}
