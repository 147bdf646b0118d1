import { parseElements, type Edit, type ParsedElement } from "../document";
import { grouped, IdentityError, kinds, locationKey, type Kind, type Location } from "../domain";
import { keptApart } from "./child-applications";
import type { AppHostDocument, ConfigElement } from "./apphost-document";
import { changeable, type AppHostChange } from "./edit";
import { locate, type Located } from "./locate";
import { readAppHost } from "./read-apphost";
import type { Level } from "./level";

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
  requireClearAfterwards(located, changes);
  const tags = parsedTags(before, was, changes);
  const twins = parsedTags(document, located, changes);
  for (const [index, change] of changes.entries()) requireMeaning(tags[index], twins[index], change);
  requireSameLevels(was, located, changes);
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

function requireSameLevels(was: Located, is: Located, changes: readonly AppHostChange[]): void {
  const asked = grouped(changes, ({ location }) => locationKey(location));
  const before = was.branches();
  const after = is.branches();
  let left: readonly Level[] | undefined;
  let right: readonly Level[] | undefined;
  do {
    left = before.next().value;
    right = after.next().value;
    const isSame =
      left?.length === right?.length &&
      (left ?? []).every((level, index) =>
        isAsAsked(level, right?.[index], asked.get(locationKey(level.location)) ?? []),
      );
    if (!isSame) throw fault("A value that was not to be changed is another one.");
  } while (left !== undefined);
}

/** Whether a level holds what it held, but for what was to be changed. How places are spelled may change with what is set there. */
function isAsAsked(was: Level, is: Level | undefined, changes: readonly AppHostChange[]): boolean {
  if (is === undefined || !isSamePlace(was, is)) return false;
  const expected = valuesOf(was);
  for (const { kind, ...asked } of changes) {
    for (const each of changeable) {
      const wanted = asked[each];
      if (wanted !== undefined) expected[placeOf(kind, each)] = "set" in wanted ? wanted.set : undefined;
    }
  }
  const found = valuesOf(is);
  return (
    expected.length === found.length &&
    expected.every((value, index) => value === found[index]) &&
    kinds.every((kind) => isSamePlace(was.above(kind), is.above(kind)))
  );
}

function isSamePlace(left: Level | undefined, right: Level | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.location === right.location || locationKey(left.location) === locationKey(right.location);
}

/**
 * Everything that decides about a credential at a level. What can be changed comes first, kind by kind, each in the order of
 * `changeable`.
 */
function valuesOf(level: Level): (string | undefined)[] {
  const { ambiguous, settings } = level;
  const { AppPoolIdentityType: type, ...others } = settings;
  const values: (string | undefined)[] = [];
  for (const kind of kinds)
    values.push(kind === "wam" ? type : undefined, level[kind]?.nameText, level[kind]?.password?.text);
  // What is set nearer makes clear what was kept apart before.
  values.push(ambiguous === keptApart ? undefined : ambiguous);
  for (const [name, text] of Object.entries(others)) values.push(name, text);
  return values;
}

/** Where a value is among those. */
function placeOf(kind: Kind, name: (typeof changeable)[number]): number {
  return changeable.length * kinds.indexOf(kind) + changeable.indexOf(name);
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
