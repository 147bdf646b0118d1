import { performance } from "node:perf_hooks";

/**
 * What one run took, in milliseconds and bytes. What nothing tells is left out.
 *
 * @typedef {object} Measure
 * @property {number} wall
 * @property {number | undefined} [cpu] the time of all cores
 * @property {number | undefined} [peak] the most memory that it held beyond what Node itself holds
 * @property {number | undefined} [program] of `cpu`, what the program's process took
 * @property {number | undefined} [provider] of `cpu`, what the provider's process took
 * @property {number | undefined} [held] the most memory that the provider's process held
 */

/**
 * One thing that a table measures.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {() => Measure | Promise<Measure>} run
 */

/**
 * Measures rows side by side: each round runs every row once, and begins with the next row, so that a machine that grows
 * slower or is used by others does so for all of them.
 *
 * @param {readonly Row[]} rows the first is what the others are compared with
 * @param {number} count
 * @returns {Promise<readonly (readonly Measure[])[]>} each row's measures, a round each
 */
export async function alternate(rows, count) {
  /** @type {Measure[][]} */
  const measures = rows.map(() => []);
  for (let round = 0; round < count; round += 1)
    for (const [offset] of rows.entries()) {
      const at = (round + offset) % rows.length;
      const measure = await rows[at]?.run();
      if (measure !== undefined) measures[at]?.push(measure);
    }
  return measures;
}

/**
 * A Markdown table: medians, and each row's ratio to the first one, which is the median of the ratios of each round.
 *
 * @param {readonly Row[]} rows
 * @param {readonly (readonly Measure[])[]} measures
 * @param {number} [fileSize] in bytes; then peaks are shown as multiples of it
 */
export function tableOf(rows, measures, fileSize) {
  const [base = []] = measures;
  const lines = rows.map(({ name }, index) => {
    const own = measures[index] ?? [];
    return [
      name,
      shown(median(own.map(({ wall }) => wall))),
      ratio(own, base, ({ wall }) => wall),
      shown(median(own.map(({ cpu }) => cpu))),
      ratio(own, base, ({ cpu }) => cpu),
      memory(median(own.map(({ peak }) => peak)), fileSize),
      shown(median(own.map(({ program }) => program))),
      shown(median(own.map(({ provider }) => provider))),
      memory(median(own.map(({ held }) => held))),
      ratio(own, base, ({ held }) => held),
    ];
  });
  const head = [
    "",
    "wall, ms",
    "ratio",
    "CPU, ms",
    "ratio",
    fileSize === undefined ? "memory" : "memory ÷ file",
    "program, CPU",
    "provider, CPU",
    "its memory",
    "ratio",
  ];
  return markdown(head, lines);
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
export function markdown(head, lines) {
  // A column of which no row has anything is left out.
  const kept = head.flatMap((_, at) => (lines.some((line) => line[at] !== "") ? [at] : []));
  const all = [head, ...lines].map((line) => kept.map((at) => line[at] ?? ""));
  const widths = kept.map((_, at) => Math.max(...all.map((line) => (line[at] ?? "").length)));
  const drawn = all.map(
    (line) =>
      `| ${line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [drawn[0], rule, ...drawn.slice(1)].join("\n");
}

/** @param {readonly (number | undefined)[]} values */
export function median(values) {
  const known = values.filter((value) => value !== undefined).sort((left, right) => left - right);
  if (known.length === 0) return undefined;
  const middle = known.length >> 1;
  const upper = known[middle] ?? 0;
  return known.length % 2 === 1 ? upper : ((known[middle - 1] ?? 0) + upper) / 2;
}

/**
 * @param {readonly Measure[]} own
 * @param {readonly Measure[]} base
 * @param {(measure: Measure) => number | undefined} of
 */
function ratio(own, base, of) {
  const ratios = own.map((measure, round) => {
    const other = base[round];
    const [mine, its] = [of(measure), other === undefined ? undefined : of(other)];
    return mine === undefined || its === undefined || its === 0 ? undefined : mine / its;
  });
  const middle = median(ratios);
  return middle === undefined ? "" : middle.toFixed(2);
}

/** @param {number | undefined} milliseconds */
function shown(milliseconds) {
  if (milliseconds === undefined) return "";
  return milliseconds < 10 ? milliseconds.toFixed(1) : String(Math.round(milliseconds));
}

/**
 * @param {number | undefined} bytes
 * @param {number} [fileSize]
 */
function memory(bytes, fileSize) {
  if (bytes === undefined) return "";
  return fileSize === undefined ? `${String(Math.round(bytes / 1e6))} MB` : (bytes / fileSize).toFixed(1);
}

/**
 * Times what happens in this process.
 *
 * @param {() => unknown} work
 * @returns {Promise<Measure>}
 */
export async function timed(work) {
  const held = process.resourceUsage().maxRSS;
  const used = process.cpuUsage();
  const begin = performance.now();
  await work();
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(used);
  return { wall, cpu: (user + system) / 1000, peak: (process.resourceUsage().maxRSS - held) * 1024 };
}
