import { decodeValue, namesOf, scanSpan, type ElementSpan } from "../document";
import type { CredentialProperty } from "./credential-property";
import { customMeaning } from "./custom-meaning";
import type { MetabaseDocument } from "./document";

/** One attribute in a start tag; all numbers are indexes into `EncodedText.units`. */
export interface AttributeSpan {
  readonly name: string;
  /** The end of the attribute before it, or of the element's name: only white space is between it and `nameStart`. */
  readonly before: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  /** The closing quote's place. */
  readonly valueEnd: number;
}

/** A `<Custom>` child that means one of the six properties. */
interface CustomSpan extends ElementSpan {
  readonly property: CredentialProperty;
  readonly value: AttributeSpan | undefined;
}

/** One key's element with all the places that an edit needs. */
export interface KeyElement {
  readonly span: ElementSpan;
  /** The end of the element's name. */
  readonly nameEnd: number;
  readonly attributes: readonly AttributeSpan[];
  readonly customs: readonly CustomSpan[];
}

/**
 * Scans one key's element again. So the index of a file need not keep the place of each attribute.
 *
 * @param withCustoms whether the `<Custom>` children are asked for
 */
export function readKeyElement(
  { encoded }: MetabaseDocument,
  span: ElementSpan,
  withCustoms: boolean,
): KeyElement {
  const names = namesOf(encoded);
  const attributes: AttributeSpan[] = [];
  const customs: CustomSpan[] = [];
  let nameEnd = span.start;
  let inside = 0;
  let previousEnd = span.start;
  let custom: { readonly start: number; readonly attributes: AttributeSpan[] } | undefined;
  scanSpan(encoded, span.start, span.end, {
    open(name, start, depth) {
      inside = depth;
      previousEnd = start + 1 + names.length(name);
      if (depth === 0) nameEnd = previousEnd;
      if (depth === 1)
        custom = withCustoms && names.text(name) === "Custom" ? { start, attributes: [] } : undefined;
    },
    attribute(name, nameStart, valueStart, valueEnd) {
      const found = {
        name: names.text(name),
        before: previousEnd,
        nameStart,
        nameEnd: nameStart + names.length(name),
        valueStart,
        valueEnd,
      };
      previousEnd = valueEnd + 1;
      if (inside === 0) attributes.push(found);
      else if (inside === 1) custom?.attributes.push(found);
    },
    close(depth, end) {
      if (depth !== 1 || custom === undefined) return;
      const named = (wanted: string): AttributeSpan | undefined =>
        custom?.attributes.find(({ name }) => name === wanted);
      const read = (found: AttributeSpan | undefined): string | undefined =>
        found && decodeValue(encoded.decode(found.valueStart, found.valueEnd));
      const meaning = customMeaning(read(named("Name")), read(named("ID")));
      if (meaning.is === "property") {
        customs.push({ start: custom.start, end, property: meaning.property, value: named("Value") });
      }
      custom = undefined;
    },
  });
  return { span, nameEnd, attributes, customs };
}
