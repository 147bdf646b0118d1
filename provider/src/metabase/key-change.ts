import { IdentityError, kinds } from "../domain";
import type { Credential, Location, Secret, ValueChange } from "../domain";
import { requireXmlText } from "../document";
import { credentialProperties } from "./credential-property";
import type { CredentialProperty } from "./credential-property";
import type { MetabaseDocument, MetabaseKey } from "./document";

/** The change of one value. */
export type TextChange = ValueChange<string>;

/** The change of one credential at one key. A half that is not named stays as it is, byte for byte. */
export interface KeyChange extends Credential {
  readonly userName?: TextChange;
  readonly password?: ValueChange<string | Secret>;
}

/** The change of one property. */
interface PropertyChange {
  readonly property: CredentialProperty;
  readonly change: TextChange;
}

/** All that changes at one key, in ordinal order of the properties' names. */
export interface MergedChange {
  readonly key: MetabaseKey;
  /** Where that is among all keys. */
  readonly index: number;
  readonly properties: readonly PropertyChange[];
}

const ordinal = [...credentialProperties].sort((a, b) => (a.name < b.name ? -1 : 1));

// The names of a kind's properties have no other one's between them.
const ofKind = new Map(kinds.map((kind) => [kind, ordinal.filter((property) => property.kind === kind)]));
const order = new Map(kinds.map((kind) => [kind, ordinal.findIndex((property) => property.kind === kind)]));

/**
 * Brings the changes of one key together, keys in the file's order.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_CONFLICT (one credential twice), E_XML_CHARACTER
 */
export function mergeChanges(
  { indexed }: MetabaseDocument,
  changes: readonly KeyChange[],
): readonly MergedChange[] {
  const found = changes.map((change) => {
    const index = indexed.at(change.location);
    return { index, key: editable(indexed.key(index), change.location), change };
  });
  found.sort((left, right) => left.index - right.index || compareKinds(left.change, right.change));
  found.forEach(({ index, change }, at) => {
    const before = found[at - 1];
    if (before?.index === index && before.change.kind === change.kind) throw twice(change);
  });
  const merged: MergedChange[] = [];
  let properties: PropertyChange[] = [];
  for (const { index, key, change } of found) {
    if (merged.at(-1)?.index !== index) {
      properties = [];
      merged.push({ key, index, properties });
    }
    addProperties(properties, key, change);
  }
  return merged;
}

function compareKinds(left: KeyChange, right: KeyChange): number {
  return (order.get(left.kind) ?? 0) - (order.get(right.kind) ?? 0);
}

/** @throws IdentityError E_XML_CHARACTER */
function addProperties(properties: PropertyChange[], key: MetabaseKey, change: KeyChange): void {
  for (const property of ofKind.get(change.kind) ?? []) {
    const asked = change[property.half];
    if (asked === undefined) continue;
    if ("remove" in asked) properties.push({ property, change: asked });
    else {
      const set = typeof asked.set === "string" ? asked.set : asked.set.reveal();
      requireXmlText(set, key);
      properties.push({ property, change: { set } });
    }
  }
}

function editable(key: MetabaseKey | undefined, location: Location): MetabaseKey {
  if (key === undefined) {
    throw new IdentityError({
      code: "E_UNKNOWN_LOCATION",
      location,
      message: "The metabase has no such key.",
      hint: "Correct the location; keys of directories and files exist only once something was configured there.",
    });
  }
  if (key.ambiguous !== undefined) {
    throw new IdentityError({
      code: "E_AMBIGUOUS",
      location,
      message: key.ambiguous,
      hint: "Correct or remove in the file what is unclear, then try again.",
    });
  }
  return key;
}

function twice({ location, kind }: KeyChange): IdentityError {
  return new IdentityError({
    code: "E_CONFLICT",
    location,
    message: `The ${kind} credential of one key would be changed twice in one step.`,
    hint: "Declare each credential once.",
  });
}
