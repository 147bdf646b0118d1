import { parseElements, type Edit, type ParsedElement } from "../document";
import { IdentityError, kinds, locationKey, type Location } from "../domain";
import { keptApart } from "./child-applications";
import type { AppHostDocument, ConfigElement } from "./apphost-document";
import { changeable, type AppHostChange } from "./edit";
import { locate, type Located } from "./locate";
import { readAppHost } from "./read-apphost";
import { bothHalves } from "./level";

/**
 * Proves that new bytes are what was asked and nothing else, before they are written. Outside the edits' spans each byte is the
 * original's. Our own reader finds the same levels with the same values but those that were asked. Independently,
 * fast-xml-parser reads each edited element as it was, with what was asked.
 *
 * @returns the new bytes as read
 * @throws IdentityError E_VERIFY, and E_AMBIGUOUS where a changed place would not be clear any more
 */
export function verifyAppHostEdits(
  before: AppHostDocument,
  was: Located,
  edits: readonly Edit[],
  bytes: Uint8Array,
  changes: readonly AppHostChange[],
): AppHostDocument {
  requireSameOutside(before, edits, bytes);
  const document = readAgain(bytes);
  const located = locate(document);
  const [expected, found] = [valuesOf(was), valuesOf(located)];
  requireClearAfterwards(located, changes);
  const tags = parsedTags(before, was, changes);
  const twins = parsedTags(document, located, changes);
  for (const [index, change] of changes.entries()) {
    for (const each of changeable) {
      const wanted = change[each];
      if (wanted === undefined) continue;
      const name = `${locationKey(change.location)} ${change.kind} ${each}`;
      if ("set" in wanted) expected.set(name, wanted.set);
      else expected.delete(name);
    }
    requireMeaning(tags[index], twins[index], change);
  }
  const isSame =
    expected.size === found.size && [...expected].every(([name, value]) => found.get(name) === value);
  if (!isSame || was.levels.length !== located.levels.length)
    throw fault("A value that was not to be changed is another one.");
  return document;
}

function requireSameOutside(
  { bytes, encoded }: AppHostDocument,
  edits: readonly Edit[],
  after: Uint8Array,
): void {
  let [left, right] = [0, 0];
  for (const { offset, length, content } of edits) {
    if (Buffer.compare(bytes.subarray(left, offset), after.subarray(right, right + offset - left)) !== 0)
      throw fault("A byte outside the edits changed.");
    right += offset - left + encoded.encode(content).length;
    left = offset + length;
  }
  if (Buffer.compare(bytes.subarray(left), after.subarray(right)) !== 0)
    throw fault("A byte outside the edits changed.");
}

function readAgain(bytes: Uint8Array): AppHostDocument {
  try {
    return readAppHost(bytes, { maxBytes: bytes.length });
  } catch {
    throw fault("The edited file can no longer be read.");
  }
}

/** Everything that decides about a credential, by its place. */
function valuesOf({ levels }: Located): Map<string, string> {
  const values = new Map<string, string>();
  for (const level of levels) {
    const { location, settings: all, ambiguous = "" } = level;
    const key = locationKey(location);
    const { AppPoolIdentityType: type, ...settings } = all;
    if (type !== undefined) values.set(`${key} wam identityType`, type);
    // How a place is spelled may change with the first section that is set there.
    const chains = kinds.map((kind) => {
      const above = level.above(kind);
      return above && locationKey(above.location);
    });
    // What is set nearer makes clear what was kept apart before.
    values.set(key, JSON.stringify([ambiguous === keptApart ? "" : ambiguous, settings, chains]));
    for (const kind of kinds) {
      for (const half of bothHalves) {
        const text = level[kind]?.[half]?.text;
        if (text !== undefined) values.set(`${key} ${kind} ${half}`, text);
      }
    }
  }
  return values;
}

/** Where nothing of its own is left, a place may inherit what nobody knows. */
function requireClearAfterwards({ find }: Located, changes: readonly AppHostChange[]): void {
  for (const { location } of changes) {
    const message = find(location)?.ambiguous;
    if (message === undefined) continue;
    const hint = "Keep both halves there, or correct in the file what is unclear.";
    throw new IdentityError({ code: "E_AMBIGUOUS", location, message, hint });
  }
}

function requireMeaning(
  was: ParsedElement | undefined,
  is: ParsedElement | undefined,
  { location, ...values }: AppHostChange,
): void {
  const expected = new Map(was?.attributes);
  for (const each of changeable) {
    const wanted = values[each];
    if (wanted === undefined) continue;
    if ("set" in wanted) expected.set(each, wanted.set);
    else expected.delete(each);
  }
  const found = is?.attributes ?? new Map<string, string>();
  const isSame =
    found.size === expected.size && [...expected].every(([name, value]) => found.get(name) === value);
  if (!isSame)
    throw fault("An edited element is not as asked when an independent parser reads it.", location);
}

/** What an independent parser reads in the element of each change; nothing where there is none. */
function parsedTags(
  document: AppHostDocument,
  { find }: Located,
  changes: readonly AppHostChange[],
): readonly (ParsedElement | undefined)[] {
  const there = changes.flatMap((change) => {
    const element = find(change.location)?.[change.kind]?.element;
    return element === undefined ? [] : [{ change, tag: startTag(document, element) }];
  });
  const parsed = parseElements(there.map(({ tag }) => tag));
  const found = new Map(there.map(({ change }, index) => [change, parsed[index]]));
  return changes.map((change) => {
    if (found.has(change) && found.get(change) === undefined)
      throw fault("An independent parser can't read an edited element.", change.location);
    return found.get(change);
  });
}

/** The start tag alone, as an element without content. */
function startTag({ encoded }: AppHostDocument, { name, span, attributes }: ConfigElement): string {
  const last = [...attributes.values()].at(-1);
  const end = last === undefined ? span.start + 1 + name.length : last.valueEnd + 1;
  return `${encoded.decode(span.start, end)}/>`;
}

function fault(message: string, location?: Location): IdentityError {
  return new IdentityError({
    code: "E_VERIFY",
    location,
    message,
    hint: "Report it with the layout of that element, without its values; nothing was written.",
  });
}
