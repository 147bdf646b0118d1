import { commandArgument } from "../domain";

/** A command of Pulumi's, for a stack. */
export function suggestedPulumi(words: readonly string[], stack: string): string {
  return ["pulumi", ...[...words, "--stack", stack].map((word) => commandArgument(word) ?? "...")].join(" ");
}
