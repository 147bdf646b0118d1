import { documentError } from "./document-error";
import type { EncodedText } from "./encoding";
import { referencedText } from "./escape";
import type { Names } from "./names";
import { isNamePart, isNameStart, isXmlSpace } from "./xml-character";

// Text beyond ASCII is decoded first, because in UTF-8 an index is a byte.
const namePartTable = tableOf(isNamePart);
const nameStartTable = tableOf(isNameStart);

function tableOf(holds: (character: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (holds(String.fromCharCode(code)) ? 1 : 0));
}

const equalsSign = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;

/** Finds the next occurrence of a text at or after an index that never goes back, in one pass over the whole. */
class Finder {
  #found = -1;

  constructor(
    private readonly text: string,
    private readonly sought: string,
  ) {}

  /** @returns the text's length if there is no further occurrence */
  from(index: number): number {
    if (this.#found < index) {
      const found = this.text.indexOf(this.sought, index);
      this.#found = found < 0 ? this.text.length : found;
    }
    return this.#found;
  }
}

/** A place in a file's text that moves forward over XML's smallest parts, and the errors that this can end with. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  index = 0;
  readonly markup: Finder;
  readonly #ampersand: Finder;
  readonly #sectionEnd: Finder;

  readonly #names: Names;

  /** @param names known of the file already */
  constructor(
    private readonly encoded: EncodedText,
    names: Names,
  ) {
    this.#names = names;
    this.text = encoded.text;
    this.end = encoded.text.length;
    this.markup = new Finder(this.text, "<");
    this.#ampersand = new Finder(this.text, "&");
    this.#sectionEnd = new Finder(this.text, "]]>");
  }

  /** E_SYNTAX at an index. */
  wrong(message: string, index = this.index): never {
    throw documentError("E_SYNTAX", this.encoded.offsetOf(index), message);
  }

  /** E_TRUNCATED, at the beginning of the part that has no end. */
  truncated(what: string, begin: number): never {
    throw documentError("E_TRUNCATED", this.encoded.offsetOf(begin), `The file ends inside ${what}.`);
  }

  /** E_NOT_A_METABASE at an index. */
  foreign(message: string, index = this.index): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(index), message);
  }

  ends(): boolean {
    return this.index >= this.end;
  }

  looksAt(expected: string): boolean {
    return this.text.startsWith(expected, this.index);
  }

  /** True where the text ends so early that `expected` might have been meant. */
  breaksOffIn(expected: string): boolean {
    const left = this.end - this.index;
    return left < expected.length && this.looksAt(expected.slice(0, left));
  }

  /** @returns true where there was white space */
  skipSpace(): boolean {
    const { text, end, index: begin } = this;
    let index = begin;
    while (index < end && isXmlSpace(text.charCodeAt(index))) index += 1;
    this.index = index;
    return index > begin;
  }

  /** Reads a name. `construct` and `begin` name what is broken off if the text ends here. */
  name(construct: string, begin: number): string {
    const { text, end, index: first } = this;
    if (first >= end) this.truncated(construct, begin);
    const expected = this.#names.expectedAt(text, first);
    if (expected !== undefined) {
      const next = text.charCodeAt(first + expected.length);
      if (next < 128 && namePartTable[next] !== 1) {
        this.#names.giveExpected();
        this.index = first + expected.length;
        return expected;
      }
    }
    let isAscii = true;
    let index = first;
    let hash = 0;
    for (; index < end; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 128) isAscii = false;
      else if (namePartTable[code] !== 1) break;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    if (index === first) this.wrong("A name is missing.");
    if (isAscii) {
      if (nameStartTable[text.charCodeAt(first)] !== 1) this.wrong("A name is missing.");
    } else this.checkName(first, index);
    this.index = index;
    return this.#names.nameAt(text, first, index, hash);
  }

  /** The attributes that follow are another tag's. */
  nextTag(): void {
    this.#names.nextTag();
  }

  /** Reads the name of an attribute, which the tag must not have already. */
  attributeName(begin: number): string {
    const nameStart = this.index;
    const name = this.name("a tag", begin);
    if (!this.#names.isFirst(name)) this.wrong("An attribute occurs twice in one tag.", nameStart);
    return name;
  }

  private checkName(start: number, end: number): void {
    let at = start;
    for (const character of this.encoded.decode(start, end)) {
      if (!(at === start ? isNameStart(character) : isNamePart(character)))
        this.wrong("A name contains a character that XML 1.0 does not allow there.", at);
      at += this.encoded.encode(character).length / this.encoded.unitSize;
    }
  }

  /** Moves past the next `closing`. */
  skipPast(closing: string, construct: string, begin: number): void {
    const found = this.text.indexOf(closing, this.index);
    if (found < 0) this.truncated(construct, begin);
    this.index = found + closing.length;
  }

  /** Moves over `= "value"` in either kind of quotes. @returns the value's first index and the closing quote's */
  skipAttributeValue(begin: number): number {
    const { text } = this;
    // As IIS writes it, nothing is around the equals sign.
    if (text.charCodeAt(this.index) !== equalsSign) this.skipSpace();
    if (this.ends()) this.truncated("a tag", begin);
    if (text.charCodeAt(this.index) !== equalsSign) this.wrong("An attribute has no value.");
    this.index += 1;
    if (text.charCodeAt(this.index) !== doubleQuote) this.skipSpace();
    if (this.ends()) this.truncated("a tag", begin);
    const quote = text.charCodeAt(this.index);
    if (quote !== doubleQuote && quote !== singleQuote) this.wrong("An attribute's value is not in quotes.");
    const valueStart = this.index + 1;
    const closing = text.indexOf(quote === doubleQuote ? '"' : "'", valueStart);
    const valueEnd = closing < 0 ? this.end : closing;
    const markup = this.markup.from(valueStart);
    if (markup < valueEnd) this.wrong("An attribute's value contains a less-than sign.", markup);
    if (closing < 0) this.truncated("an attribute's value", begin);
    this.checkReferences(valueStart, valueEnd);
    this.index = valueEnd + 1;
    return valueStart;
  }

  /** Moves over text between tags, up to the next `<`. */
  skipText(): void {
    const next = this.markup.from(this.index);
    if (next === this.end) {
      // The file is broken off here, which alone may be what is wrong with the text.
      this.index = next;
      return;
    }
    this.checkReferences(this.index, next);
    const section = this.#sectionEnd.from(this.index);
    if (section < next) this.wrong("The end of a CDATA section is outside such a section.", section);
    this.index = next;
  }

  private checkReferences(start: number, end: number): void {
    let found = this.#ampersand.from(start);
    while (found < end) {
      const close = this.text.indexOf(";", found);
      if (close < 0 || close >= end || referencedText(this.text.slice(found + 1, close)) === undefined) {
        this.wrong("An ampersand does not begin a reference that XML itself defines.", found);
      }
      found = this.#ampersand.from(close + 1);
    }
  }
}
