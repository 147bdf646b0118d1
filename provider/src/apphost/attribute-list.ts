import type { EncodedText } from "../document";
import { normalizedValue } from "../document";
import type { Attribute, Attributes } from "./apphost-document";

/** An attribute as the scan reported it; for most attributes nothing more is needed. */
export interface RawAttribute {
  readonly name: string;
  readonly nameStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** The attributes of an element; a value is decoded when it is asked for, since of most nobody asks. */
export class WrittenAttributes implements Attributes {
  readonly #read: (Attribute | undefined)[] = [];

  constructor(
    private readonly encoded: EncodedText,
    private readonly raw: readonly RawAttribute[],
  ) {}

  get(name: string): Attribute | undefined {
    const place = this.raw.findIndex((each) => each.name === name);
    const found = this.raw[place];
    return found && this.#attribute(found, place);
  }

  has(name: string): boolean {
    return this.raw.some((each) => each.name === name);
  }

  keys(): readonly string[] {
    return this.raw.map(({ name }) => name);
  }

  values(): readonly Attribute[] {
    return this.raw.map((each, place) => this.#attribute(each, place));
  }

  [Symbol.iterator](): Iterator<[string, Attribute]> {
    return this.raw
      .map((each, place): [string, Attribute] => [each.name, this.#attribute(each, place)])
      .values();
  }

  #attribute(raw: RawAttribute, place: number): Attribute {
    const { nameStart, valueStart, valueEnd } = raw;
    return (this.#read[place] ??= { text: textOf(this.encoded, raw), nameStart, valueStart, valueEnd });
  }
}

export function textOf(
  encoded: EncodedText,
  { valueStart, valueEnd }: Pick<RawAttribute, "valueStart" | "valueEnd">,
): string {
  return normalizedValue(encoded.decode(valueStart, valueEnd));
}
