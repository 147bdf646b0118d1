import { IdentityError } from "../domain";
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

/** All that changes at one key, in ordinal order of the properties' names. */
export interface MergedChange {
  readonly key: MetabaseKey;
  readonly properties: readonly { readonly property: CredentialProperty; readonly change: TextChange }[];
}

const ordinal = [...credentialProperties].sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Brings the changes of one key together, keys in the file's order.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_CONFLICT (one credential twice), E_XML_CHARACTER
 */
export function mergeChanges(
  document: MetabaseDocument,
  changes: readonly KeyChange[],
): readonly MergedChange[] {
  const byKey = new Map<MetabaseKey, { readonly start: number; readonly ofKey: KeyChange[] }>();
  for (const change of changes) {
    const key = editableKey(document, change.location);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { start: key.element.start, ofKey: [change] });
    else if (known.ofKey.some(({ kind }) => kind === change.kind)) throw twice(change);
    else known.ofKey.push(change);
  }
  return Array.from(byKey)
    .sort(([, left], [, right]) => left.start - right.start)
    .map(([key, { ofKey }]) => ({ key, properties: propertiesOf(key, ofKey) }));
}

/** @throws IdentityError E_XML_CHARACTER */
function propertiesOf({ location }: MetabaseKey, changes: readonly KeyChange[]): MergedChange["properties"] {
  const properties: MergedChange["properties"][number][] = [];
  for (const property of ordinal) {
    for (const each of changes) {
      const change = each.kind === property.kind ? each[property.half] : undefined;
      if (change === undefined) continue;
      if ("remove" in change) properties.push({ property, change });
      else {
        const set = typeof change.set === "string" ? change.set : change.set.reveal();
        requireXmlText(set, location);
        properties.push({ property, change: { set } });
      }
    }
  }
  return properties;
}

function editableKey(document: MetabaseDocument, location: Location): MetabaseKey {
  const key = document.key(location);
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
