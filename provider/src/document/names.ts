const slots = 1024;

/**
 * The names of a file, of which most occur thousands of times: each is made a string once, and known again by its characters.
 * It also knows which ones a tag has already, exactly and in the same time for each, however many there are.
 */
export class Names {
  readonly #names = new Array<string>(slots).fill("");
  /** The number of the tag that had the name of this slot last. */
  readonly #tagOf = new Uint32Array(slots);
  /** Names of this tag whose slots other names took. */
  readonly #displaced = new Set<string>();
  #tag = 0;

  /** From now on names are those of another tag's attributes. */
  nextTag(): void {
    this.#tag += 1;
    if (this.#displaced.size > 0) this.#displaced.clear();
  }

  /** The name that stands between two indexes. @param hash made of its characters alone */
  nameAt(text: string, start: number, end: number, hash: number): string {
    const slot = slotOf(hash);
    const known = this.#names[slot] ?? "";
    if (known.length === end - start && text.startsWith(known, start)) return known;
    if (this.#tagOf[slot] === this.#tag) this.#displaced.add(known);
    const name = text.slice(start, end);
    this.#names[slot] = name;
    this.#tagOf[slot] = 0;
    return name;
  }

  /** @returns false if the tag has an attribute of that name, which `nameAt` gave for this hash, already */
  isFirst(name: string, hash: number): boolean {
    const slot = slotOf(hash);
    if (this.#tagOf[slot] === this.#tag) return false;
    this.#tagOf[slot] = this.#tag;
    return this.#displaced.size === 0 || !this.#displaced.has(name);
  }
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (slots - 1);
}
