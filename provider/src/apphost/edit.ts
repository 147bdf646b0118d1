import { editBetween, escapeValue, spaceBefore, type Edit } from "../document";
import { IdentityError, locationKey, type Half, type Kind, type Location, type ValueChange } from "../domain";
import { barriersIn } from "./child-applications";
import type { AppHostDocument, Attribute, ConfigElement } from "./apphost-document";
import { insertElement, insertTag } from "./insert-element";
import { serverLocation, type Located } from "./locate";
import { bothHalves, type Level, type LevelCredential } from "./tree";

/** The change of one credential as texts. A half that is left out stays as it is. */
export interface AppHostChange {
  readonly location: Location;
  readonly kind: Kind;
  readonly userName?: ValueChange<string>;
  readonly password?: ValueChange<string>;
}

/**
 * Finds the smallest edits that make the changes: in the element that holds a credential; else in a new one, in a location tag
 * of that very path that has no other attribute, or in a new tag behind the last one. What is equal already needs no edit.
 *
 * @param changes one for each credential at the most
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_KEY_TYPE
 */
export function planAppHostEdits(
  document: AppHostDocument,
  { levels, sites }: Located,
  changes: readonly AppHostChange[],
): readonly Edit[] {
  const byLocation = new Map(levels.map((level) => [locationKey(level.location), level]));
  const barriers = barriersIn(document, sites);
  return changes
    .flatMap((change) => {
      const level = byLocation.get(locationKey(change.location));
      const found = requireClear(level, change);
      if (change.kind === "anonymous" && barriers.has(locationKey(change.location)))
        requireNoNewBarrier(found, change);
      return editsAt(document, found, change);
    })
    .sort((left, right) => left.offset - right.offset || left.length - right.length);
}

interface Found {
  readonly level: Level;
  readonly credential: LevelCredential;
}

function requireClear(level: Level | undefined, { location, kind }: AppHostChange): Found {
  const refusal = (
    code: "E_UNKNOWN_LOCATION" | "E_AMBIGUOUS" | "E_KEY_TYPE",
    message: string,
  ): IdentityError =>
    new IdentityError({ code, location, message, hint: "Read the file again, then decide again." });
  if (level === undefined) throw refusal("E_UNKNOWN_LOCATION", "The file has no such place.");
  if (level.ambiguous !== undefined) throw refusal("E_AMBIGUOUS", level.ambiguous);
  const credential = level.credentials[kind];
  if (credential === undefined) throw refusal("E_KEY_TYPE", "No such credential can be set there.");
  return { level, credential };
}

/** What applications beneath would inherit, or no longer would, is not documented. */
function requireNoNewBarrier({ credential }: Found, change: AppHostChange): void {
  const isOther = bothHalves.some((half) => {
    const wanted = change[half];
    return wanted !== undefined && "set" in wanted !== (credential[half] !== undefined);
  });
  if (!isOther) return;
  throw new IdentityError({
    code: "E_AMBIGUOUS",
    location: change.location,
    message:
      'Its location tag has inheritInChildApplications="false": what applications beneath would get instead is not known.',
    hint: "Move anonymousAuthentication to a location tag of its own, with the same path, then preview again.",
  });
}

function editsAt(
  document: AppHostDocument,
  { level, credential }: Found,
  change: AppHostChange,
): readonly Edit[] {
  const due = bothHalves.flatMap((half): readonly Due[] => {
    const wanted = change[half];
    const stored = credential[half]?.text;
    if (wanted === undefined) return [];
    if ("remove" in wanted) return stored === undefined ? [] : [{ half, value: undefined }];
    return stored === wanted.set ? [] : [{ half, value: wanted.set }];
  });
  if (due.length === 0) return [];
  const { element, home } = credential;
  if (element !== undefined)
    return due.map(({ half, value }) => attributeEdit(document, element, half, value));
  const attributes = due.flatMap(({ half, value }) => (value === undefined ? [] : [[half, value] as const]));
  if (home !== undefined) return [insertElement(document, home, attributes)];
  if (change.kind !== "anonymous") {
    throw new IdentityError({
      code: "E_KEY_TYPE",
      location: change.location,
      message: `The file has no section that ${credential.name} could be put into.`,
      hint: "Set it once with IIS Manager or appcmd, or declare it where it is set.",
    });
  }
  return [insertTag(document, level.location === serverLocation ? "" : level.name, attributes)];
}

/** A half that differs from what is stored; without a value, it is to go. */
interface Due {
  readonly half: Half;
  readonly value: string | undefined;
}

/** The attributes that IIS writes before the user name, by its schema. */
const beforeName: ReadonlySet<string> = new Set(["enabled", "identityType", "path", "physicalPath"]);

function attributeEdit(
  document: AppHostDocument,
  { name, span, attributes }: ConfigElement,
  half: Half,
  value: string | undefined,
): Edit {
  const { encoded } = document;
  const { text } = encoded;
  const edit = (start: number, end: number, content: string): Edit =>
    editBetween(encoded, start, end, content);
  const own = attributes.get(half);
  if (value === undefined)
    return own === undefined ? edit(span.start, span.start, "") : edit(...withSpace(text, own), "");
  if (own !== undefined) return edit(own.valueStart, own.valueEnd, escapeValue(value));
  const before = [...attributes].filter(
    ([each]) => beforeName.has(each) || (half === "password" && each === "userName"),
  );
  const neighbour = before.at(-1)?.[1] ?? [...attributes.values()][0];
  const place =
    before.length > 0 && neighbour !== undefined ? neighbour.valueEnd + 1 : span.start + 1 + name.length;
  const separator =
    neighbour === undefined ? " " : text.slice(spaceBefore(text, neighbour.nameStart), neighbour.nameStart);
  const quote = neighbour === undefined ? '"' : text.charAt(neighbour.valueEnd);
  return edit(place, place, `${separator}${half}=${quote}${escapeValue(value)}${quote}`);
}

/** An attribute with the white space before it. */
function withSpace(text: string, { nameStart, valueEnd }: Attribute): [start: number, end: number] {
  return [spaceBefore(text, nameStart), valueEnd + 1];
}
