import { once } from "../domain";
import { doubled } from "./doubled";
import type { EncodedText } from "./encoding";
import { Texts } from "./texts";

/** A name of a file by its number, which `Names` gives. */
export type NameNumber = number;

/**
 * The names of a file, of which most occur thousands of times. It also knows which ones a tag has already, and which ones came
 * after which: files are written in a few orders, so that mostly nothing has to be looked up.
 */
export class Names extends Texts {
  /** The number of the tag that had it last. */
  #tagOf = new Int32Array(256);
  /** The numbers of the names that came after it, the last time, and another time before; -1 where none came. */
  #followers = new Int32Array(512).fill(-1);
  readonly #strings: string[] = [];
  #tag = 0;
  #last = -1;

  constructor(private readonly encoded: EncodedText) {
    super(encoded.units);
  }

  /** What the file calls it. */
  text(name: NameNumber): string {
    const start = this.start(name);
    return (this.#strings[name] ??= this.encoded.decode(start, start + this.length(name)));
  }

  /** From now on names are those of another tag's attributes. */
  nextTag(): void {
    this.#tag += 1;
  }

  /**
   * Which of the two names that came after the one that was given last is at an index; whether more of a name is behind it is for
   * the caller to see.
   *
   * @returns -1 where neither is
   */
  expectedAt(index: number, end: number): NameNumber {
    for (let at = 2 * this.#last; at < 2 * this.#last + 2; at += 1) {
      const expected = this.#followers[at] ?? -1;
      if (expected >= 0 && this.isAt(expected, index, end)) return expected;
    }
    return -1;
  }

  /** This is the name, after the one that was given last. */
  give(name: NameNumber): void {
    const last = 2 * this.#last;
    if (last >= 0 && this.#followers[last] !== name) {
      this.#followers[last + 1] = this.#followers[last] ?? -1;
      this.#followers[last] = name;
    }
    this.#last = name;
  }

  override add(start: number, end: number): NameNumber {
    const name = super.add(start, end);
    if (name === this.#tagOf.length) {
      this.#tagOf = doubled(this.#tagOf);
      this.#followers = doubled(this.#followers);
    }
    this.#followers.fill(-1, 2 * name, 2 * name + 2);
    return name;
  }

  /** @returns false if the tag has an attribute of that name already */
  isFirst(name: NameNumber): boolean {
    if (this.#tagOf[name] === this.#tag) return false;
    this.#tagOf[name] = this.#tag;
    return true;
  }
}

/** A file's names, which the scans of its parts need not learn again. */
export const namesOf = once((encoded: EncodedText) => new Names(encoded));
