import { foldCase } from "../domain";
import {
  doubled,
  isXmlSpace,
  type ElementSpan,
  namesOf,
  normalizedValue,
  type EncodedText,
  type NameNumber,
  type Names,
  type Units,
} from "../document";
import type { Attribute, Attributes, ConfigElement } from "./apphost-document";

/** An attribute as the scan reported it. */
export interface RawAttribute {
  readonly name: NameNumber;
  readonly valueStart: number;
  readonly valueEnd: number;
}

// Of each attribute: its name's number, and where its value begins and ends.
const stride = 3;

// A file of IIS's own has fewer attributes that count than one in so many units.
const unitsOfOne = 48;

const equalsSign = 0x3d;

// Upper and lower case of an ASCII letter differ in it.
const caseBit = 0x20;

/**
 * Where the attributes of a file's elements are. A file has hundreds of thousands of them, which as objects would take more
 * memory than the file, and more time than the scan.
 */
export class AttributePlaces {
  #places: Int32Array<ArrayBuffer>;
  #end = 0;

  readonly #names: Names;

  constructor(private readonly encoded: EncodedText) {
    this.#names = namesOf(encoded);
    // Room that is not used costs nothing, and room that grows is copied.
    this.#places = new Int32Array(stride * Math.max(256, Math.ceil(encoded.units.length / unitsOfOne)));
  }

  add(name: NameNumber, valueStart: number, valueEnd: number): void {
    if (this.#end === this.#places.length) this.#places = doubled(this.#places);
    const places = this.#places;
    places[this.#end] = name;
    places[this.#end + 1] = valueStart;
    places[this.#end + 2] = valueEnd;
    this.#end += stride;
  }

  get units(): Units {
    return this.encoded.units;
  }

  /** The next attribute's number. */
  get next(): number {
    return this.#end / stride;
  }

  /** From an attribute on, nobody will ask for them. */
  forget(first: number): void {
    this.#end = first * stride;
  }

  /** The number of the attribute with this name among some, which `next` counts; -1 if there is none. */
  find(name: string, first: number, end: number): number {
    for (let at = first; at < end; at += 1) if (this.nameOf(at) === name) return at;
    return -1;
  }

  nameOf(attribute: number): string {
    return this.#names.text(this.nameNumber(attribute));
  }

  nameNumber(attribute: number): NameNumber {
    return this.#at(attribute, 0);
  }

  valueStart(attribute: number): number {
    return this.#at(attribute, 1);
  }

  valueEnd(attribute: number): number {
    return this.#at(attribute, 2);
  }

  hasInOtherCase(name: string, first: number, end: number): boolean {
    for (let at = first; at < end; at += 1) {
      const other = this.nameOf(at);
      // Folding the case of a name keeps its length, and its first letter where that is an ASCII one.
      if (other.length !== name.length || other === name) continue;
      if ((other.charCodeAt(0) | caseBit) !== (name.charCodeAt(0) | caseBit)) continue;
      if (foldCase(other) === foldCase(name)) return true;
    }
    return false;
  }

  textOf(attribute: number): string {
    return normalizedValue(this.encoded.decode(this.valueStart(attribute), this.valueEnd(attribute)));
  }

  read(attribute: number): Attribute {
    return {
      text: this.textOf(attribute),
      nameStart: this.#nameStart(attribute),
      valueStart: this.valueStart(attribute),
      valueEnd: this.valueEnd(attribute),
    };
  }

  /** Between a name and its value are an equals sign, perhaps blanks around it, and a quote. */
  #nameStart(attribute: number): number {
    const { units } = this.encoded;
    let end = this.valueStart(attribute) - 1;
    while (units[end] !== equalsSign) end -= 1;
    while (isXmlSpace(units[end - 1] ?? 0)) end -= 1;
    return end - this.#names.length(this.nameNumber(attribute));
  }

  #at(attribute: number, which: number): number {
    return this.#places[attribute * stride + which] ?? 0;
  }
}

/**
 * An element of a file, its place, and its attributes, of which a value is decoded when it is asked for: all in one object, since a
 * file has hundreds of thousands of them.
 */
export class WrittenElement implements ConfigElement, ElementSpan, Attributes {
  /** Behind its last `>`, once it has ended. */
  end: number;

  /** @param firstAttribute its number, and `attributesEnd` that behind the last one's */
  constructor(
    readonly name: string,
    readonly start: number,
    readonly places: AttributePlaces,
    readonly firstAttribute: number,
    readonly attributesEnd: number,
  ) {
    this.end = start;
  }

  get span(): ElementSpan {
    return this;
  }

  get attributes(): Attributes {
    return this;
  }

  get(name: string): Attribute | undefined {
    const found = this.places.find(name, this.firstAttribute, this.attributesEnd);
    return found < 0 ? undefined : this.places.read(found);
  }

  text(name: string): string | undefined {
    const found = this.places.find(name, this.firstAttribute, this.attributesEnd);
    return found < 0 ? undefined : this.places.textOf(found);
  }

  hasInOtherCase(name: string): boolean {
    return this.places.hasInOtherCase(name, this.firstAttribute, this.attributesEnd);
  }

  has(name: string): boolean {
    return this.places.find(name, this.firstAttribute, this.attributesEnd) >= 0;
  }

  whyUnreadable(): undefined {
    return undefined;
  }

  *keys(): Generator<string> {
    for (let at = this.firstAttribute; at < this.attributesEnd; at += 1) yield this.places.nameOf(at);
  }

  *values(): Generator<Attribute> {
    for (let at = this.firstAttribute; at < this.attributesEnd; at += 1) yield this.places.read(at);
  }

  *[Symbol.iterator](): Generator<[string, Attribute]> {
    for (let at = this.firstAttribute; at < this.attributesEnd; at += 1)
      yield [this.places.nameOf(at), this.places.read(at)];
  }
}

/** What a value means. */
export function textOf(
  encoded: EncodedText,
  { valueStart, valueEnd }: Pick<RawAttribute, "valueStart" | "valueEnd">,
): string {
  return normalizedValue(encoded.decode(valueStart, valueEnd));
}

/** Attributes that are in no file's text. */
export class GivenAttributes extends Map<string, Attribute> implements Attributes {
  text(name: string): string | undefined {
    return this.get(name)?.text;
  }

  whyUnreadable(name: string): string | undefined {
    return this.get(name)?.unreadable;
  }

  hasInOtherCase(name: string): boolean {
    const folded = foldCase(name);
    return [...this.keys()].some((each) => each !== name && foldCase(each) === folded);
  }
}
