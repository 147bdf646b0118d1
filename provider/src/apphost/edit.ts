import { editBetween, escapeValue, spaceBefore, type Edit } from "../document";
import { IdentityError, type Kind, type Location, type ValueChange } from "../domain";
import type { AppHostDocument, Attribute, ConfigElement } from "./apphost-document";
import { insertElement, insertTag } from "./insert-element";
import { serverLocation, type Located } from "./locate";
import type { Level, LevelCredential } from "./level";

/** What a change may set, in the order in which IIS writes it, by its schema. */
export const changeable = ["identityType", "userName", "password"] as const;

type Changeable = (typeof changeable)[number];

/** The change of one credential as texts. What is left out stays as it is. */
export interface AppHostChange {
  readonly location: Location;
  readonly kind: Kind;
  /** Of an application pool, or of applicationPoolDefaults. */
  readonly identityType?: ValueChange<string>;
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
  { find }: Located,
  changes: readonly AppHostChange[],
): readonly Edit[] {
  return changes
    .flatMap((change) => {
      return editsAt(document, requireClear(find(change.location), change), change);
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
  const credential = level[kind];
  if (credential === undefined) throw refusal("E_KEY_TYPE", "No such credential can be set there.");
  return { level, credential };
}

function editsAt(
  document: AppHostDocument,
  { level, credential }: Found,
  change: AppHostChange,
): readonly Edit[] {
  const { element, home } = credential;
  const due = changeable.flatMap((name): readonly Due[] => {
    const wanted = change[name];
    const stored = element?.attributes.get(name)?.text;
    if (wanted === undefined) return [];
    if ("remove" in wanted) return stored === undefined ? [] : [{ name, value: undefined }];
    return stored === wanted.set ? [] : [{ name, value: wanted.set }];
  });
  if (due.length === 0) return [];
  if (element !== undefined)
    return due.map(({ name, value }) => attributeEdit(document, element, name, value));
  const attributes = due.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
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

/** What differs from what is stored; without a value, it is to go. */
interface Due {
  readonly name: Changeable;
  readonly value: string | undefined;
}

/** The attributes that IIS writes up to the password, in their order, by its schema. */
const schemaOrder: readonly string[] = ["enabled", "path", "physicalPath", ...changeable];

function attributeEdit(
  document: AppHostDocument,
  { name: elementName, span, attributes }: ConfigElement,
  name: Changeable,
  value: string | undefined,
): Edit {
  const { encoded } = document;
  const { text } = encoded;
  const edit = (start: number, end: number, content: string): Edit =>
    editBetween(encoded, start, end, content);
  const own = attributes.get(name);
  if (value === undefined)
    return own === undefined ? edit(span.start, span.start, "") : edit(...withSpace(text, own), "");
  if (own !== undefined) return edit(own.valueStart, own.valueEnd, escapeValue(value));
  const earlier = schemaOrder.slice(0, schemaOrder.indexOf(name));
  const before = [...attributes].filter(([each]) => earlier.includes(each));
  const neighbour = before.at(-1)?.[1] ?? [...attributes.values()][0];
  const place =
    before.length > 0 && neighbour !== undefined
      ? neighbour.valueEnd + 1
      : span.start + 1 + elementName.length;
  const separator =
    neighbour === undefined ? " " : text.slice(spaceBefore(text, neighbour.nameStart), neighbour.nameStart);
  const quote = neighbour === undefined ? '"' : text.charAt(neighbour.valueEnd);
  return edit(place, place, `${separator}${name}=${quote}${escapeValue(value)}${quote}`);
}

/** An attribute with the white space before it. */
function withSpace(text: string, { nameStart, valueEnd }: Attribute): [start: number, end: number] {
  return [spaceBefore(text, nameStart), valueEnd + 1];
}
