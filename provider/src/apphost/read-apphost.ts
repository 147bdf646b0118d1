import { maxMetabaseBytes, openText, scanDocument } from "../document";
import type { AppHostDocument } from "./apphost-document";
import { AppHostCollector } from "./collector";

export interface ReadOptions {
  /** The largest file to read, in bytes; 512,000,000 where left out. */
  readonly maxBytes?: number;
}

/**
 * Reads an applicationHost.config: finds what concerns credentials, with its places, in time linear in the file's size.
 *
 * @param bytes the whole file; the document keeps them, so they must not change afterwards
 * @throws IdentityError E_EMPTY_FILE, E_TOO_LARGE, E_ENCODING, E_SYNTAX, E_TRUNCATED or E_NOT_A_METABASE, each with the
 * byte offset and never with an excerpt of the file
 */
export function readAppHost(bytes: Uint8Array, options: ReadOptions = {}): AppHostDocument {
  const encoded = openText(bytes, options.maxBytes ?? maxMetabaseBytes);
  const collector = new AppHostCollector(encoded);
  scanDocument(encoded, collector);
  const { root, found } = collector;
  const { scopes, sites, pools, unmanaged, leftovers, providers } = found;
  return { bytes, encoded, root, scopes, sites, pools, unmanaged, leftovers, providers };
}
