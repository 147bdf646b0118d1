import { IdentityError } from "../domain";
import type { Location } from "../domain";
import { credentialProperties } from "./credential-property";
import { customMeaning } from "./custom-meaning";
import type { MetabaseDocument, MetabaseKey } from "./document";
import { mergeChanges } from "./key-change";
import type { KeyChange, MergedChange } from "./key-change";
import {
  parseElements,
  sameBytes,
  sameElement,
  tagOfReplaced,
  type ParsedElement,
  type PartOfFile,
} from "../document";
import { readMetabase } from "./read-metabase";

/**
 * Proves, before new bytes are written, that they contain what was asked and no other change. Outside the elements of
 * edited keys each byte is the original's. Our own reader finds the same keys, and in the edited ones what was asked.
 * Independently, fast-xml-parser reads what was asked: if nothing but values was replaced in a key's tag, it reads each of them
 * as it is written there, and around them no byte differs; of any other edited key it reads all, as asked or as it was. The time
 * is linear in the file plus the edited keys.
 *
 * @returns the new bytes as read
 * @throws IdentityError E_VERIFY; and what `planEdits` throws for the same changes
 */
export function verifyEdits(
  before: MetabaseDocument,
  afterBytes: Uint8Array,
  changes: readonly KeyChange[],
): MetabaseDocument {
  const merged = mergeChanges(before, changes);
  const after = readAgain(afterBytes);
  if (before.indexed.count !== after.indexed.count) throw fault("Editing lost or added keys.");
  const edited: Edited[] = [];
  let wasEnd = 0;
  let isEnd = 0;
  for (const change of merged) {
    const { key, index } = change;
    const twin = after.indexed.key(index);
    if (twin === undefined) throw fault("An edited key is gone.", key.location);
    const was = { encoded: before.encoded, span: key.element };
    const is = { encoded: after.encoded, span: twin.element };
    requireSameBytes(was, wasEnd, was.span.start, is, isEnd, is.span.start);
    requireValues(change, twin);
    edited.push({ change, was, is });
    wasEnd = was.span.end;
    isEnd = is.span.end;
  }
  requireSameBytes(before, wasEnd, before.encoded.units.length, after, isEnd, after.encoded.units.length);
  requireMeanings(edited);
  return after;
}

function readAgain(bytes: Uint8Array): MetabaseDocument {
  try {
    return readMetabase(bytes, { maxBytes: bytes.length });
  } catch {
    throw fault("The edited file can no longer be read.");
  }
}

type InFile = Pick<MetabaseDocument, "encoded">;

function requireSameBytes(
  { encoded: before }: InFile,
  wasStart: number,
  wasEnd: number,
  { encoded: after }: InFile,
  isStart: number,
  isEnd: number,
): void {
  if (!sameBytes(before, wasStart, wasEnd, after, isStart, isEnd))
    throw fault("A byte outside the edited keys changed.");
}

function requireValues({ key, properties }: MergedChange, twin: MetabaseKey): void {
  if (twin.location !== key.location || twin.keyType !== key.keyType || twin.ambiguous !== undefined) {
    throw fault("An edited key has become another key.", key.location);
  }
  const { values: valuesBefore } = key;
  const { values } = twin;
  for (const property of credentialProperties) {
    const { name, kind, half } = property;
    const was = valuesBefore[kind]?.[half];
    const is = values[kind]?.[half];
    let asked = was?.text;
    for (const each of properties)
      if (each.property === property) asked = "set" in each.change ? each.change.set : undefined;
    const inheritable = asked === undefined ? undefined : (was?.inheritable ?? true);
    if (is?.text !== asked || is?.inheritable !== inheritable) {
      throw fault(`${name} is not as asked when it is read back.`, key.location);
    }
  }
}

interface Edited {
  readonly change: MergedChange;
  readonly was: PartOfFile;
  readonly is: PartOfFile;
}

// So many at a time, since what a parser finds takes much more memory than what it reads.
const together = 500;

function requireMeanings(edited: readonly Edited[]): void {
  for (let first = 0; first < edited.length; first += together) {
    const others = notProvenByValues(edited.slice(first, first + together));
    const expected = parseElements(others.map(({ was }) => textOf(was)));
    const found = parseElements(others.map(({ is }) => textOf(is)));
    for (const [index, { change }] of others.entries()) requireMeaning(change, expected[index], found[index]);
  }
}

function textOf({ encoded, span }: PartOfFile): string {
  return encoded.decode(span.start, span.end);
}

/** All but those of which an independent parser reads every new value as asked, and that left each other byte of the key alone. */
function notProvenByValues(edited: readonly Edited[]): readonly Edited[] {
  const tags = edited.map(({ change, was, is }) =>
    tagOfReplaced(
      was,
      is,
      change.properties.map(({ property }) => property.name),
    ),
  );
  // Mostly they are few, since copies of one account's password are written alike.
  const distinct = [...new Set(tags)].filter((tag) => tag !== undefined);
  const parsed = new Map<string | undefined, ParsedElement | undefined>(
    parseElements(distinct).map((found, index) => [distinct[index], found]),
  );
  return edited.filter(({ change: asked }, index) => {
    const found = parsed.get(tags[index]);
    // Of a key of which nothing was asked, every property is as asked, whatever was done to it.
    return !(
      found !== undefined &&
      asked.properties.every(
        ({ property, change }) => "set" in change && found.attributes.get(property.name) === change.set,
      )
    );
  });
}

function requireMeaning(
  { key, properties }: MergedChange,
  expected: ParsedElement | undefined,
  found: ParsedElement | undefined,
): void {
  if (expected === undefined || found === undefined) {
    throw fault("An independent parser can't read an edited key.", key.location);
  }
  for (const { property, change } of properties) {
    const custom = expected.attributes.has(property.name)
      ? undefined
      : expected.children.find((child) => means(child, property.name));
    if ("set" in change) {
      if (custom === undefined) expected.attributes.set(property.name, change.set);
      else custom.attributes.set("Value", change.set);
    } else {
      expected.attributes.delete(property.name);
      expected.children = expected.children.filter((child) => child !== custom);
    }
  }
  if (!sameElement(expected, found)) {
    throw fault("An edited key is not as asked when an independent parser reads it.", key.location);
  }
}

function means({ name, attributes }: ParsedElement, property: string): boolean {
  if (name !== "Custom") return false;
  const meaning = customMeaning(attributes.get("Name"), attributes.get("ID"));
  return meaning.is === "property" && meaning.property.name === property;
}

function fault(message: string, location?: Location): IdentityError {
  return new IdentityError({
    code: "E_VERIFY",
    location,
    message,
    hint: "Report it with the layout of that key, without its values; nothing was written.",
  });
}
