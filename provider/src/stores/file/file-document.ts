import { readAppHost, type AppHostDocument } from "../../apphost";
import { binaryMetabase } from "../../document";
import { IdentityError, isIdentityError, type Snapshot } from "../../domain";
import { readMetabase, type MetabaseDocument } from "../../metabase";
import { appHostSnapshot } from "../apphost-snapshot";
import { storedPassword } from "../stored-password";
import type { Beside } from "./redirection-beside";
import { snapshotOf } from "./snapshot-of";

/** What a file holds, told by its root's content and not by its name. */
export type FileDocument = MetabaseFile | AppHostFile;

export interface MetabaseFile {
  readonly format: "metabase";
  readonly document: MetabaseDocument;
}

export interface AppHostFile {
  readonly format: "appHost";
  readonly document: AppHostDocument;
  readonly beside?: Beside;
}

/**
 * Reads a file of either format.
 *
 * @param path for the errors
 * @throws IdentityError as `readMetabase` does
 */
export function readDocument(path: string, bytes: Uint8Array): FileDocument {
  try {
    return { format: "metabase", document: readMetabase(bytes) };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    const appHost = error.code === "E_NOT_A_METABASE" ? readOther(path, bytes) : undefined;
    if (appHost !== undefined) return { format: "appHost", document: appHost };
    throw named(path, /(?:^|[\\/])metabase\.bin$/i.test(path) ? binaryMetabase() : error);
  }
}

/** `undefined` for what is no applicationHost.config either: the first error tells more. */
function readOther(path: string, bytes: Uint8Array): AppHostDocument | undefined {
  try {
    return readAppHost(bytes);
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    if (error.code === "E_NOT_A_METABASE") return undefined;
    throw named(path, error);
  }
}

function named(path: string, { code, location, offset, hint, rule }: IdentityError): IdentityError {
  return new IdentityError({ code, location, offset, hint, message: `${path}: ${rule}` });
}

export function snapshotOfFile(
  content: FileDocument,
  machine: string | undefined,
  reveal: boolean,
): Snapshot {
  if (content.format === "metabase") return snapshotOf(content.document, machine, reveal);
  const snapshot = appHostSnapshot(content.document, machine, (text) => storedPassword(text, reveal));
  const { warnings, unmanaged = [] } = content.beside ?? {};
  return {
    ...snapshot,
    ...(warnings === undefined ? {} : { warnings }),
    unmanaged: [...(snapshot.unmanaged ?? []), ...unmanaged],
  };
}
