import { doubled } from "./doubled";
import type { Units } from "./encoding";
import { hashOfUnits } from "./hash";
import { HashIndex } from "./hash-index";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Texts of a file, each with a number from 0 on, known again by their units wherever they are. */
export class Texts {
  /** Where each occurs for the first time. */
  #starts = new Int32Array(256);
  #lengths = new Int32Array(256);
  readonly #index = new HashIndex<Span>((text, { start, end }) => this.#isBetween(text, start, end));

  constructor(private readonly units: Units) {}

  /** The number of the text between two indexes. @returns -1 if it is not known */
  find(start: number, end: number): number {
    return this.#index.find(hashOfUnits(this.units, start, end), { start, end });
  }

  #isBetween(text: number, start: number, end: number): boolean {
    const length = end - start;
    return this.#lengths[text] === length && this.sameUnits(text, start, length) === length;
  }

  /** Learns the text between two indexes, which is not known. @returns its number */
  add(start: number, end: number): number {
    const text = this.#index.add(hashOfUnits(this.units, start, end));
    if (text === this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#lengths = doubled(this.#lengths);
    }
    this.#starts[text] = start;
    this.#lengths[text] = end - start;
    return text;
  }

  get count(): number {
    return this.#index.count;
  }

  /** How many units it has. */
  length(text: number): number {
    return this.#lengths[text] ?? 0;
  }

  /** Where it occurs for the first time. */
  start(text: number): number {
    return this.#starts[text] ?? 0;
  }

  /** True if its units are at an index, whatever comes behind them. */
  isAt(text: number, index: number, end: number): boolean {
    const length = this.#lengths[text] ?? 0;
    return index + length <= end && this.sameUnits(text, index, length) === length;
  }

  /** How many of its first units are at an index, of so many at the most. */
  sameUnits(text: number, index: number, most: number): number {
    const { units } = this;
    const start = this.#starts[text] ?? 0;
    let same = 0;
    while (same < most && units[start + same] === units[index + same]) same += 1;
    return same;
  }
}
