import { locationKey } from "../domain";
import type { Location, LocationKey } from "../domain";
import { documentError, maxMetabaseBytes, openText, scanDocument } from "../document";
import type { MetabaseDocument, MetabaseKey } from "./document";
import { KeyCollector } from "./key-collector";

/**
 * Reads a MetaBase.xml: finds its keys with what each sets of the six properties, in time linear in the file's size.
 *
 * @param bytes the whole file; the document keeps them, so they must not change afterwards
 * @param limit `maxBytes`, the largest file to read
 * @throws IdentityError E_EMPTY_FILE, E_TOO_LARGE, E_ENCODING, E_SYNTAX, E_TRUNCATED or E_NOT_A_METABASE, each with the
 * byte offset and never with an excerpt of the file
 */
export function readMetabase(bytes: Uint8Array, { maxBytes = maxMetabaseBytes } = {}): MetabaseDocument {
  const encoded = openText(bytes, maxBytes);
  if (/^[\t\n\r ]*$/.test(encoded.text))
    throw documentError("E_EMPTY_FILE", 0, "The file contains only white space.");
  const collector = new KeyCollector(encoded);
  scanDocument(encoded, collector);
  const places = new Map<LocationKey, number>();
  const keys: MetabaseKey[] = [];
  for (const key of collector.keys) {
    const name = locationKey(key.location);
    const place = places.get(name);
    const first = place === undefined ? undefined : keys[place];
    if (place === undefined || first === undefined) {
      places.set(name, keys.length);
      keys.push(key);
    } else keys[place] = mergeTwins(first, key);
  }
  return {
    bytes,
    encoded,
    keys,
    key(location: Location) {
      const place = places.get(locationKey(location));
      return place === undefined ? undefined : keys[place];
    },
    seals: collector.seals,
  };
}

/** Keeps what either key sets, so that credentials of the second are seen even if the first has none. Every half is unclear. */
function mergeTwins(first: MetabaseKey, second: MetabaseKey): MetabaseKey {
  const values: MetabaseKey["values"] = {
    anonymous: { ...second.values.anonymous, ...first.values.anonymous },
    wam: { ...second.values.wam, ...first.values.wam },
    unc: { ...second.values.unc, ...first.values.unc },
  };
  const why = first.ambiguous ?? second.ambiguous ?? "Its location occurs more than once in the file.";
  const { location, keyType, settings, element } = first;
  const { notInherited = new Set() } = first;
  return { location, keyType, values, settings, notInherited, ambiguous: why, element };
}
