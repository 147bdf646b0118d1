import type { Units } from "./encoding";

// Keeps the cost of a look-up the same for each name, whatever names somebody has thought of.
const seed = Math.floor(Math.random() * 0x7fffffff);

/** A text as units. */
export interface UnitSpan {
  readonly units: Units;
  readonly start: number;
  readonly end: number;
}

/** The hash of the units between two indexes. It differs from process to process. */
export function hashOfUnits(units: Units, start: number, end: number): number {
  let hash = seed;
  for (let index = start; index < end; index += 1) hash = hashWith(hash, units[index] ?? 0);
  return hash;
}

/** The same with small ASCII letters taken for capital ones. @param before the hash of what is before them */
export function hashIgnoringCase(units: Units, start: number, end: number, before = seed): number {
  let hash = before;
  for (let index = start; index < end; index += 1) hash = hashWith(hash, capital(units[index] ?? 0));
  return hash;
}

/** The same of each beginning that a unit follows, the longest last, with where it ends. */
export function hashesBefore(
  unit: number,
  { units, start, end }: UnitSpan,
): readonly { readonly end: number; readonly hash: number }[] {
  const found: { end: number; hash: number }[] = [];
  let hash = seed;
  for (let index = start; index < end; index += 1) {
    const each = units[index] ?? 0;
    if (each === unit) found.push({ end: index, hash });
    hash = hashWith(hash, capital(each));
  }
  return found;
}

/** True for two texts that have the same letters, small ASCII letters taken for capital ones. */
export function sameIgnoringCase(left: UnitSpan, right: UnitSpan): boolean {
  const length = left.end - left.start;
  if (right.end - right.start !== length) return false;
  for (let index = 0; index < length; index += 1)
    if (capital(left.units[left.start + index] ?? 0) !== capital(right.units[right.start + index] ?? 0))
      return false;
  return true;
}

function hashWith(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function capital(unit: number): number {
  return unit >= letters.first && unit <= letters.last ? unit - caseBit : unit;
}

const letters = { first: 0x61, last: 0x7a };
const caseBit = 0x20;
