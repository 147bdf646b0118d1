import { once } from "../domain";
import type { EncodedText, Units } from "./encoding";
import { doubled } from "./doubled";
import { hashOfUnits } from "./hash";
import { HashIndex } from "./hash-index";

/** A name of a file by its number, which `Names` gives. */
export type NameNumber = number;

/**
 * The names of a file, of which most occur thousands of times: each has a number, and is known again by its units. It also
 * knows which ones a tag has already.
 */
export class Names {
  /** Where each occurs for the first time. */
  #starts = new Int32Array(256);
  #lengths = new Int32Array(256);
  /** The number of the tag that had it last. */
  #tagOf = new Int32Array(256);
  /** The number of the name that came after it, the last time. */
  #follower = new Int32Array(256).fill(-1);
  readonly #texts: string[] = [];
  readonly #index = new HashIndex();
  #tag = 0;
  #last = -1;
  readonly #units: Units;

  constructor(private readonly encoded: EncodedText) {
    this.#units = encoded.units;
  }

  /** What the file calls it. */
  text(name: NameNumber): string {
    return (this.#texts[name] ??= this.encoded.decode(
      this.start(name),
      this.start(name) + this.length(name),
    ));
  }

  /** How many units it has. */
  length(name: NameNumber): number {
    return this.#lengths[name] ?? 0;
  }

  /** Where it occurs for the first time. */
  start(name: NameNumber): number {
    return this.#starts[name] ?? 0;
  }

  /** From now on names are those of another tag's attributes. */
  nextTag(): void {
    this.#tag += 1;
  }

  /**
   * The name that came last time after the one that was given last: files are written in a few orders, so that mostly nothing has
   * to be looked up. -1 where none came.
   */
  get expected(): NameNumber {
    return this.#follower[this.#last] ?? -1;
  }

  /** True if the name's units are at an index, whatever comes behind them. */
  isAt(name: NameNumber, index: number, end: number): boolean {
    const length = this.#lengths[name] ?? 0;
    return index + length <= end && this.sameUnits(name, index, length) === length;
  }

  /** How many of the name's first units are at an index, of so many at the most. */
  sameUnits(name: NameNumber, index: number, most: number): number {
    const units = this.#units;
    const start = this.#starts[name] ?? 0;
    let same = 0;
    while (same < most && units[start + same] === units[index + same]) same += 1;
    return same;
  }

  /** What was expected is the name. */
  give(name: NameNumber): void {
    this.#last = name;
  }

  /** The number of the name between two indexes. @returns -1 if it occurs for the first time */
  find(start: number, end: number): NameNumber {
    const length = end - start;
    const name = this.#index.find(
      hashOfUnits(this.#units, start, end),
      (each) => this.#lengths[each] === length && this.isAt(each, start, end),
    );
    if (name >= 0) this.#follow(name);
    return name;
  }

  /** Learns the name between two indexes. */
  add(start: number, end: number): NameNumber {
    const name = this.#index.add(hashOfUnits(this.#units, start, end));
    if (name === this.#starts.length) this.#grow();
    this.#starts[name] = start;
    this.#lengths[name] = end - start;
    this.#follower[name] = -1;
    this.#follow(name);
    return name;
  }

  /** @returns false if the tag has an attribute of that name already */
  isFirst(name: NameNumber): boolean {
    if (this.#tagOf[name] === this.#tag) return false;
    this.#tagOf[name] = this.#tag;
    return true;
  }

  #follow(name: NameNumber): void {
    if (this.#last >= 0) this.#follower[this.#last] = name;
    this.#last = name;
  }

  #grow(): void {
    this.#starts = doubled(this.#starts);
    this.#lengths = doubled(this.#lengths);
    this.#tagOf = doubled(this.#tagOf);
    this.#follower = doubled(this.#follower);
  }
}

/** A file's names, which the scans of its parts need not learn again. */
export const namesOf = once((encoded: EncodedText) => new Names(encoded));
