import { documentError } from "./document-error";
import type { EncodedText, Units } from "./encoding";
import { referencedText } from "./escape";
import type { NameNumber, Names } from "./names";
import type { MarkupHandler } from "./markup-handler";
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
const ampersand = 0x26;
const semicolon = 0x3b;
const lessThan = 0x3c;
const greaterThan = 0x3e;
const closingBracket = 0x5d;
const blank = 0x20;

const twice = "An attribute occurs twice in one tag.";

/** A place in a file that moves forward over XML's smallest parts, and the errors that this can end with. */
export class Cursor {
  readonly units: Units;

  /**
   * @param names known of the file already
   * @param index where it begins
   * @param end where the file, or the part of it that is looked at, ends
   */
  constructor(
    private readonly encoded: EncodedText,
    readonly names: Names,
    public index: number,
    readonly end: number,
  ) {
    this.units = encoded.units;
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

  /** The text from an index up to the cursor. */
  textSince(begin: number): string {
    return this.encoded.decode(begin, this.index);
  }

  /** @param expected ASCII */
  looksAt(expected: string, index = this.index): boolean {
    return index + expected.length <= this.end && this.#same(expected, index) === expected.length;
  }

  /** True where the text ends so early that `expected` might have been meant. */
  breaksOffIn(expected: string): boolean {
    const left = this.end - this.index;
    return left < expected.length && this.#same(expected, this.index) === left;
  }

  /** How many units from an index on are as expected. */
  #same(expected: string, index: number): number {
    const { units, end } = this;
    let same = 0;
    while (same < expected.length && index + same < end && units[index + same] === expected.charCodeAt(same))
      same += 1;
    return same;
  }

  /** @returns true where there was white space */
  skipSpace(): boolean {
    const { units, end, index: begin } = this;
    let index = begin;
    while (index < end && isXmlSpace(units[index] ?? 0)) index += 1;
    this.index = index;
    return index > begin;
  }

  /** Reads a name. `construct` and `begin` name what is broken off if the text ends here. */
  name(construct: string, begin: number): NameNumber {
    const { units, end, names, index: first } = this;
    if (first >= end) this.truncated(construct, begin);
    const expected = names.expectedAt(first, end);
    const behind = first + names.length(expected);
    if (expected >= 0 && behind < end) {
      const next = units[behind] ?? 0;
      if (next < 128 && namePartTable[next] !== 1) {
        names.give(expected);
        this.index = behind;
        return expected;
      }
    }
    let isAscii = true;
    let index = first;
    for (; index < end; index += 1) {
      const code = units[index] ?? 0;
      if (code >= 128) isAscii = false;
      else if (namePartTable[code] !== 1) break;
    }
    if (index === first) this.wrong("A name is missing.");
    let name = names.find(first, index);
    if (name < 0) {
      if (!isAscii) this.#checkName(first, index);
      else if (nameStartTable[units[first] ?? 0] !== 1) this.wrong("A name is missing.");
      name = names.add(first, index);
    }
    names.give(name);
    this.index = index;
    return name;
  }

  /**
   * Moves over attributes with the white space before each, as long as they are written as IIS writes them and come in the order
   * in which they came before: nearly all of a file, each of whose units is looked at here once.
   */
  skipUsualAttributes(handler: Pick<MarkupHandler, "attribute">): void {
    const { units, end, names } = this;
    for (;;) {
      let index = this.index;
      while (index < end && isXmlSpace(units[index] ?? 0)) index += 1;
      if (index === this.index) return;
      const nameStart = index;
      const name = names.expectedAt(nameStart, end);
      const behind = nameStart + names.length(name);
      const valueStart = behind + 2;
      if (name < 0 || valueStart > end || units[behind] !== equalsSign || units[behind + 1] !== doubleQuote)
        return;
      for (index = valueStart; index < end; index += 1) {
        const unit = units[index] ?? 0;
        if (unit > lessThan) continue;
        if (unit === doubleQuote) break;
        if (unit === ampersand || unit === lessThan) return;
      }
      if (index >= end) return;
      if (!names.isFirst(name)) this.wrong(twice, nameStart);
      names.give(name);
      this.index = index + 1;
      handler.attribute(name, nameStart, valueStart, index);
    }
  }

  /** Reads the name of an attribute, which the tag must not have already. */
  attributeName(begin: number): NameNumber {
    const nameStart = this.index;
    const name = this.name("a tag", begin);
    if (!this.names.isFirst(name)) this.wrong(twice, nameStart);
    return name;
  }

  /** True where the text ends so early that this name might have been meant. */
  breaksOffInName(name: NameNumber): boolean {
    const left = this.end - this.index;
    return left < this.names.length(name) && this.names.sameUnits(name, this.index, left) === left;
  }

  #checkName(start: number, end: number): void {
    let at = start;
    for (const character of this.encoded.decode(start, end)) {
      if (!(at === start ? isNameStart(character) : isNamePart(character)))
        this.wrong("A name contains a character that XML 1.0 does not allow there.", at);
      at += this.encoded.encode(character).length / this.encoded.unitSize;
    }
  }

  /** Moves past the next `closing`, which is ASCII. */
  skipPast(closing: string, construct: string, begin: number): void {
    const { units, end } = this;
    const first = closing.charCodeAt(0);
    for (let { index } = this; index < end; index += 1) {
      if (units[index] !== first || !this.looksAt(closing, index)) continue;
      this.index = index + closing.length;
      return;
    }
    this.truncated(construct, begin);
  }

  /** Moves over `= "value"` in either kind of quotes. @returns the value's first index and the closing quote's */
  skipAttributeValue(begin: number): number {
    const { units, end } = this;
    // As IIS writes it, nothing is around the equals sign.
    if (units[this.index] !== equalsSign) this.skipSpace();
    if (this.ends()) this.truncated("a tag", begin);
    if (units[this.index] !== equalsSign) this.wrong("An attribute has no value.");
    this.index += 1;
    if (units[this.index] !== doubleQuote) this.skipSpace();
    if (this.ends()) this.truncated("a tag", begin);
    const quote = units[this.index] ?? 0;
    if (quote !== doubleQuote && quote !== singleQuote) this.wrong("An attribute's value is not in quotes.");
    const valueStart = this.index + 1;
    let index = valueStart;
    let reference = -1;
    for (; index < end; index += 1) {
      const unit = units[index] ?? 0;
      if (unit === quote) break;
      if (unit > lessThan) continue;
      if (unit === lessThan) this.wrong("An attribute's value contains a less-than sign.", index);
      if (unit === ampersand && reference < 0) reference = index;
    }
    if (index >= end) this.truncated("an attribute's value", begin);
    if (reference >= 0) this.#checkReferences(reference, index);
    this.index = index + 1;
    return valueStart;
  }

  /** Moves over text between tags, up to the next `<`. @returns true where there is more than white space */
  skipText(): boolean {
    const { units, end } = this;
    let index = this.index;
    let [reference, section] = [-1, -1];
    let isBlank = true;
    for (; index < end; index += 1) {
      const unit = units[index] ?? 0;
      if (unit <= blank) continue;
      if (unit === lessThan) break;
      isBlank = false;
      if (unit === ampersand && reference < 0) reference = index;
      if (
        unit === greaterThan &&
        section < 0 &&
        units[index - 1] === closingBracket &&
        this.#endsSection(index)
      )
        section = index - 2;
    }
    // Where the file is broken off, that alone may be what is wrong with the text.
    if (index < end && reference >= 0) this.#checkReferences(reference, index);
    if (index < end && section >= 0)
      this.wrong("The end of a CDATA section is outside such a section.", section);
    this.index = index;
    return !isBlank;
  }

  /** True if a greater-than sign ends `]]>` that begins in this text. */
  #endsSection(index: number): boolean {
    return index - 2 >= this.index && this.units[index - 2] === closingBracket;
  }

  #checkReferences(start: number, end: number): void {
    const { units } = this;
    for (let found = start; found < end; found += 1) {
      if (units[found] !== ampersand) continue;
      let close = found + 1;
      while (close < end && units[close] !== semicolon) close += 1;
      if (close === end || referencedText(this.encoded.decode(found + 1, close)) === undefined)
        this.wrong("An ampersand does not begin a reference that XML itself defines.", found);
      found = close;
    }
  }
}
