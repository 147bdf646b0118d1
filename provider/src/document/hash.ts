import type { Units } from "./encoding";

// Keeps the cost of a look-up the same for each name, whatever names somebody has thought of.
const seed = Math.floor(Math.random() * 0x7fffffff);

/** The hash of the units between two indexes. It differs from process to process. */
export function hashOfUnits(units: Units, start: number, end: number): number {
  let hash = seed;
  for (let index = start; index < end; index += 1) hash = hashWith(hash, units[index] ?? 0);
  return hash;
}

/** The same with small ASCII letters taken for capital ones. */
export function hashIgnoringCase(units: Units, start: number, end: number): number {
  let hash = seed;
  for (let index = start; index < end; index += 1) {
    const unit = units[index] ?? 0;
    hash = hashWith(hash, unit >= letters.first && unit <= letters.last ? unit - caseBit : unit);
  }
  return hash;
}

/** The same of the 16-bit units of a text. */
export function hashOfText(text: string): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = hashWith(hash, text.charCodeAt(index));
  return hash;
}

function hashWith(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

const letters = { first: 0x61, last: 0x7a };
const caseBit = 0x20;
