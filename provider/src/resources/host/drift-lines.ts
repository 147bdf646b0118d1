import { printable } from "../../domain";

/** The most lines that state keeps of one resource. */
const keptAtMost = 100;

/**
 * The input `drift`: at most so many lines, and a count of the rest. The counter stands in each line, so that a drift that
 * was repaired and comes back differs from what state recorded the last time; otherwise the engine would not show it.
 */
export function driftLines(lines: readonly string[], revision: number): readonly string[] {
  const rest = lines.length - keptAtMost;
  const kept = rest > 0 ? [...lines.slice(0, keptAtMost), `and ${String(rest)} more`] : lines;
  return kept.map((line) => `rewrite ${String(revision)}: ${printable(line)}`);
}
