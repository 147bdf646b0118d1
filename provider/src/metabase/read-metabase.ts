import { maxMetabaseBytes, openText, scanDocument } from "../document";
import type { MetabaseDocument } from "./document";
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
  const collector = new KeyCollector(encoded);
  scanDocument(encoded, collector);
  const { keys: table, seals } = collector;
  return {
    bytes,
    encoded,
    get keys() {
      return table.keys;
    },
    key: (location) => table.key(table.at(location)),
    indexed: table,
    seals,
  };
}
