import { printable } from "../../domain";
import { say } from "./quiet";

const shownAtMost = 50;
const printed = new Set<string>();
let count = 0;

/**
 * Prints one line for people. Standard error of the provider's process is what the default preview shows under
 * "Diagnostics", and the only channel for names there. Each line is printed once a process; after the fiftieth only
 * the count goes on, at each doubling, since no call tells a provider that the operation ends.
 */
export function printLine(line: string): void {
  if (printed.has(line)) return;
  printed.add(line);
  count += 1;
  if (count <= shownAtMost) {
    say(`${printable(line)}\n`);
  } else if (count === shownAtMost + 1 || Number.isInteger(Math.log2(count / shownAtMost))) {
    say(`${String(count)} lines so far; --diff shows the rest\n`);
  }
}
