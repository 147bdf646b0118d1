import { Session, type Profiler } from "node:inspector";
import { countingBuiltIns } from "./steps/counted-built-ins";

// Only functions that are compiled from here on count by blocks: import this file before what it is to count.
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

// The project's own files, and the packages that read what people and servers wrote.
const packages =
  /\/node_modules\/(?:commander|@nodable|fast-xml-(?:parser|builder)|is-unsafe|js-yaml|path-expression-matcher|strnum|xml-naming|yaml|zod)\//;
const isCounted = (url: string): boolean =>
  url.includes("/node_modules/") ? packages.test(url) : /^file:(?!.*\/tests\/support\/steps)/.test(url);

/** How often V8 ran each block of code since it was asked last. Other threads and processes are not in it. */
function blocks(): number {
  let scripts: readonly Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, taken) => {
    if (error !== null) throw error;
    scripts = taken.result;
  });
  let sum = 0;
  for (const { url, functions } of scripts) {
    if (!isCounted(url)) continue;
    for (const { functionName, ranges, isBlockCoverage } of functions) {
      if (!isBlockCoverage && ranges.some(({ count }) => count > 0))
        throw new Error(
          `${functionName} of ${url} was compiled too early to be counted: import steps first.`,
        );
      sum += runsIn(ranges);
    }
  }
  return sum;
}

/**
 * How often the blocks of a function ran. V8 names a block only where it ran more or less often than the one around it. So the
 * difference is what counts: otherwise a single further run would name the block, and all runs of it would be added.
 */
function runsIn(ranges: readonly Profiler.CoverageRange[]): number {
  const around: Profiler.CoverageRange[] = [];
  let sum = 0;
  for (const range of ranges) {
    while ((around.at(-1)?.endOffset ?? Infinity) <= range.startOffset) around.pop();
    sum += Math.abs(range.count - (around.at(-1)?.count ?? 0));
    around.push(range);
  }
  return sum;
}

/**
 * Counts the steps of a piece of work, which no clock and no other process disturbs: how often each block of JavaScript
 * ran, that of packages included, and what built-in functions and regular expressions read, move and make.
 *
 * Not seen are `+` and comparing texts, object spread, and what Node does inside itself.
 */
export async function stepsOf(work: () => unknown): Promise<number> {
  let sum = 0;
  blocks();
  await countingBuiltIns((steps) => {
    sum += steps;
  }, work);
  return sum + blocks();
}

/**
 * How the steps grow where the size doubles: 2 where they grow as it does, about 2.2 with its logarithm, 4 with its
 * square. What does not depend on the size plays no part.
 *
 * @param input makes what is worked on; that is not counted
 * @param size the smallest of three, each twice the one before
 * @throws Error where the work takes fewer steps than the size: it did not look at what grows
 */
export async function growth<Input>(
  size: number,
  input: (size: number) => Input,
  work: (input: Input) => unknown,
): Promise<number> {
  const count = async (of: number): Promise<number> => {
    const made = input(of);
    return stepsOf(() => work(made));
  };
  // What is made once and kept is made now.
  await count(1);
  const [small, middle, large] = [await count(size), await count(2 * size), await count(4 * size)];
  if (large - middle < size)
    throw new Error(`The work did not look at what grows: ${small}, ${middle} and ${large} steps.`);
  return (large - middle) / (middle - small);
}

/** What `growth` gives at the most where time grows as the size does, or a little more. */
export const steady = 2.3;

afterAll(() => {
  session.disconnect();
});
