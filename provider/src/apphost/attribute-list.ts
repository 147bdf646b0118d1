import type { EncodedText } from "../document";
import { normalizedValue } from "../document";
import type { Attribute } from "./apphost-document";

/** An attribute as the scan reported it; of most nobody needs more. */
export interface RawAttribute {
  readonly name: string;
  readonly nameStart: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export function attributesOf(
  encoded: EncodedText,
  raw: readonly RawAttribute[],
): ReadonlyMap<string, Attribute> {
  return new Map(
    raw.map(({ name, nameStart, valueStart, valueEnd }) => [
      name,
      { text: textOf(encoded, { valueStart, valueEnd }), nameStart, valueStart, valueEnd },
    ]),
  );
}

export function textOf(
  encoded: EncodedText,
  { valueStart, valueEnd }: Pick<RawAttribute, "valueStart" | "valueEnd">,
): string {
  return normalizedValue(encoded.decode(valueStart, valueEnd));
}
