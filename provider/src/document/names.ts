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
  /** The slot of the name that came after this slot's, the last time. */
  readonly #follower = new Uint16Array(slots);
  #tag = 0;
  /** That of the name that was given last. */
  #slot = 0;

  /** From now on names are those of another tag's attributes. */
  nextTag(): void {
    this.#tag += 1;
    if (this.#displaced.size > 0) this.#displaced.clear();
  }

  /**
   * The name that came last time after the one that was given last, if it is at an index of the text: files are written in a
   * few orders, so that mostly nothing has to be looked up. Whether more of a name is behind it is for the caller to see.
   */
  expectedAt(text: string, start: number): string | undefined {
    const expected = this.#names[this.#follower[this.#slot] ?? 0] ?? "";
    return expected !== "" && text.startsWith(expected, start) ? expected : undefined;
  }

  /** What was expected is the name. */
  giveExpected(): void {
    this.#slot = this.#follower[this.#slot] ?? 0;
  }

  /** The name that stands between two indexes. @param hash made of its characters alone */
  nameAt(text: string, start: number, end: number, hash: number): string {
    const slot = slotOf(hash);
    this.#follower[this.#slot] = slot;
    this.#slot = slot;
    const known = this.#names[slot] ?? "";
    if (known.length === end - start && text.startsWith(known, start)) return known;
    if (this.#tagOf[slot] === this.#tag) this.#displaced.add(known);
    const name = text.slice(start, end);
    this.#names[slot] = name;
    this.#tagOf[slot] = 0;
    return name;
  }

  /** @param name the one that was given last. @returns false if the tag has an attribute of that name already */
  isFirst(name: string): boolean {
    const slot = this.#slot;
    if (this.#tagOf[slot] === this.#tag) return false;
    this.#tagOf[slot] = this.#tag;
    return this.#displaced.size === 0 || !this.#displaced.has(name);
  }
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (slots - 1);
}
