import { maxMetabaseBytes, openText, scanDocument } from "../document";
import type { MetabaseDocument, MetabaseKey } from "./document";
import { KeyCollector } from "./key-collector";
import { LocationIndex } from "./location-index";
import { WrittenKey } from "./written-key";

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
  const collector = new KeyCollector(encoded);
  scanDocument(encoded, collector);
  const index = new LocationIndex<MetabaseKey>();
  const { keys } = index;
  for (const key of collector.keys) {
    const hash = key instanceof WrittenKey ? key.hash : undefined;
    const place = index.find(key, hash);
    const first = keys[place];
    if (first === undefined) index.add(key, hash);
    else keys[place] = mergeTwins(first, key);
  }
  return {
    bytes,
    encoded,
    keys,
    key: (location) => keys[index.find({ location })],
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
