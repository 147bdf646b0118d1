import { printable } from "../../domain";
import { say } from "./quiet";

const shownAtMost = 50;
const printed = new Set<string>();
let count = 0;

/**
 * Prints one line for people. The default preview shows the standard error of the provider's process under
 * "Diagnostics", and that is the only channel for names there. Each line is printed once in each process. After the
 * fiftieth line only the count is printed, at each doubling, because no call says that the operation ends.
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
