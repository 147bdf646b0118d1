import { doubled } from "./doubled";

/** Numbers from 0 on by their hashes: a table that takes four bytes for each, and the same time for each, found or not. */
export class HashIndex<Wanted> {
  #hashes = new Int32Array(256);
  /** Each in the first slot that was free, from its hash's on; -1 in those that are. */
  #slots = new Int32Array(1024).fill(-1);
  #count = 0;

  /** @param isIt whether a number with the hash of what is looked for is that */
  constructor(private readonly isIt: (number: number, wanted: Wanted) => boolean) {}

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** @returns -1 if there is no such number */
  find(hash: number, wanted: Wanted): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? -1;
      if (number < 0 || (this.#hashes[number] === hash && this.isIt(number, wanted))) return number;
    }
  }

  /** Adds the next number. */
  add(hash: number): number {
    const number = this.#count;
    if (number === this.#hashes.length) this.#hashes = doubled(this.#hashes);
    this.#hashes[number] = hash;
    this.#count += 1;
    if (2 * this.#count > this.#slots.length) {
      this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
      for (let each = 0; each < this.#count; each += 1) this.#enter(each);
    } else this.#enter(number);
    return number;
  }

  #enter(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[number] ?? 0) & mask;
    while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number;
  }
}
