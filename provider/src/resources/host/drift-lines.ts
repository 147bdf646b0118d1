import { printable } from "../../domain";

/** The most lines that state keeps of one resource. */
const keptAtMost = 100;

/**
 * The input `drift`: a limited number of lines, and a count of the rest. Each line contains the counter. So if a drift
 * was repaired and comes back, it differs from what state recorded the last time; otherwise the engine would not show
 * it.
 */
export function driftLines(lines: readonly string[], revision: number): readonly string[] {
  const rest = lines.length - keptAtMost;
  const kept = rest > 0 ? [...lines.slice(0, keptAtMost), `and ${String(rest)} more`] : lines;
  return kept.map((line) => `rewrite ${String(revision)}: ${printable(line)}`);
}
