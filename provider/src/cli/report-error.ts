import { printable, publicError } from "../domain";
import { exitCode, type ExitCode } from "./exit-code";
import { styled } from "./output";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

/** Writes what went wrong to standard error, without any secret. @returns how the command ends */
export function reportError(error: unknown, { stderr }: Pick<Surroundings, "stderr">): ExitCode {
  const name = styled("red", "error:");
  if (error instanceof UsageError) {
    stderr.write(name, ` ${error.message.split("\n").map(printable).join("\n")}\n`);
    return exitCode.usage;
  }
  const shown = publicError(error);
  const lines = [
    ...shown.message.split("\n"),
    ...(shown.stack === "" ? [] : (shown.stack ?? "").split("\n")),
  ];
  stderr.write(name, ` ${lines.map(printable).join("\n")}\n`);
  return exitCode.error;
}
