import { hashesBefore, HashIndex, hashIgnoringCase, sameIgnoringCase, type UnitSpan } from "../document";
import { locationKey, type Location } from "../domain";

const slash = 0x2f;

/** In place of a number: nobody has asked for it yet. */
const unknown = -2;

/** In place of a number: there is none. */
const none = -1;

/**
 * The numbers of keys, from 0 on, by their locations, which compare ignoring case. Which key is above another one is found without
 * making a text of any location, in time that grows as the location does.
 */
export class LocationIndex {
  readonly #index = new HashIndex<number | UnitSpan>((number, wanted) =>
    sameIgnoringCase(this.spelled(number), typeof wanted === "number" ? this.spelled(wanted) : wanted),
  );
  /** The location that was asked for last. */
  #asked = new Uint8Array(256);
  /** Of each key the number of that above it. */
  #above: Int32Array | undefined;
  /** Of each key the number of the first one that is directly beneath it, and of the next one beside it. */
  #beneath: { readonly first: Int32Array; readonly next: Int32Array } | undefined;

  /** @param spelled a key's location, in which nothing but ASCII letters may differ in case from another one's */
  constructor(private readonly spelled: (number: number) => UnitSpan) {}

  /** How many there are. */
  get count(): number {
    return this.#index.count;
  }

  /**
   * Adds the next number, unless its location has one already.
   *
   * @param hash of its location
   * @param spelled its location, or its number, which `spelled` has to know already
   * @returns the number that its location has
   */
  add(hash: number, spelled: number | UnitSpan): number {
    const known = this.#index.find(hash, spelled);
    return known === none ? this.#index.add(hash) : known;
  }

  /** The number of the key at a location; -1 where there is none. */
  at(location: Location): number {
    const spelled = this.#ofAscii(location) ?? spelledOut(location);
    return this.#index.find(hashOf(spelled), spelled);
  }

  /** Until somebody asks for another one. */
  #ofAscii(location: Location): UnitSpan | undefined {
    const { length } = location;
    if (length > this.#asked.length) this.#asked = new Uint8Array(2 * length);
    const units = this.#asked;
    for (let index = 0; index < length; index += 1) {
      const unit = location.charCodeAt(index);
      if (unit > 0x7f) return undefined;
      units[index] = unit;
    }
    return { units, start: 0, end: length };
  }

  /** The number of the nearest key above a key, or above a location that is none; -1 where there is none. */
  above(place: number | Location): number {
    if (typeof place === "string") return this.#nearestAbove(spelledOut(place));
    const above = (this.#above ??= new Int32Array(this.count).fill(unknown));
    let found = above[place] ?? none;
    if (found === unknown) {
      found = this.#nearestAbove(this.spelled(place));
      above[place] = found;
    }
    return found;
  }

  /** The numbers of the keys whose nearest one above is a key. */
  beneath(number: number): readonly number[] {
    const { first, next } = (this.#beneath ??= this.#findBeneath());
    const found: number[] = [];
    for (let each = first[number] ?? none; each !== none; each = next[each] ?? none) found.push(each);
    return found;
  }

  #findBeneath(): { readonly first: Int32Array; readonly next: Int32Array } {
    const first = new Int32Array(this.count).fill(none);
    const next = new Int32Array(this.count).fill(none);
    for (let number = this.count - 1; number >= 0; number -= 1) {
      const above = this.above(number);
      if (above === none) continue;
      next[number] = first[above] ?? none;
      first[above] = number;
    }
    return { first, next };
  }

  #nearestAbove({ units, start, end }: UnitSpan): number {
    const parent = { units, start, end: units.lastIndexOf(slash, end - 1) };
    // Before the first slash is nothing.
    if (parent.end <= start) return none;
    const known = this.#index.find(hashOf(parent), parent);
    if (known >= 0) return known;
    // Cutting off one part after the other would take the square of the length.
    for (const each of hashesBefore(slash, parent).toReversed()) {
      const found = each.end > start ? this.#index.find(each.hash, { units, start, end: each.end }) : none;
      if (found >= 0) return found;
    }
    return none;
  }
}

/** A location as `LocationIndex` compares it. */
export function spelledOut(location: Location): UnitSpan {
  const text = locationKey(location);
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index += 1) units[index] = text.charCodeAt(index);
  return { units, start: 0, end: units.length };
}

/** The hash of a location, as `add` takes it. */
export const hashOf = ({ units, start, end }: UnitSpan): number => hashIgnoringCase(units, start, end);
