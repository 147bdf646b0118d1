import type * as apphost from "../../apphost";
import { binaryMetabase, namesOf, type EncodedText } from "../../document";
import { IdentityError, isIdentityError, type Snapshot, type StoredPassword } from "../../domain";
import { readMetabase, type MetabaseDocument } from "../../metabase";
import type * as snapshots from "../apphost-snapshot";
import { storedPassword } from "../stored-password";
import type { Beside } from "./redirection-beside";
import { snapshotOf } from "./snapshot-of";

/** What a file holds, recognised by its root's content and not by its name. */
export type FileDocument = MetabaseFile | AppHostFile;

interface MetabaseFile {
  readonly format: "metabase";
  readonly document: MetabaseDocument;
}

export interface AppHostFile {
  readonly format: "appHost";
  readonly document: apphost.AppHostDocument;
  readonly beside?: Beside;
}

/**
 * Reads a file of either format.
 *
 * @param path for the errors
 * @throws IdentityError as `readConfiguration` does
 */
export function readDocument(path: string, bytes: Uint8Array): FileDocument {
  try {
    return readConfiguration(bytes);
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    const isBinary = error.code === "E_NOT_A_METABASE" && /(?:^|[\\/])metabase\.bin$/i.test(path);
    throw named(path, isBinary ? binaryMetabase() : error);
  }
}

const properties = "MBProperty";

// As bytes, which stand in UTF-16 of either order: what follows the name there is of ASCII, too.
const propertiesElement = [Buffer.from(properties, "latin1"), Buffer.from(properties, "utf16le")];

// In bytes. IIS writes the element first of all, behind a comment of a few lines at the most.
const beginning = 65_536;

/** A look without a reading: every MetaBase.xml names its MBProperty. */
function beginsAsMetabase(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, beginning));
  return propertiesElement.some((name) => view.includes(name));
}

/** The same of a file that has been read: true for every MetaBase.xml, wherever in it the element is. */
function mayBeMetabase(encoded: EncodedText): boolean {
  const names = namesOf(encoded);
  for (let name = 0; name < names.count; name += 1)
    if (names.length(name) === properties.length && names.text(name) === properties) return true;
  return false;
}

/** Loaded for files of this format alone. */
function readAppHost(bytes: Uint8Array): AppHostFile {
  return { format: "appHost", document: (require("../../apphost") as typeof apphost).readAppHost(bytes) };
}

/** Reads bytes of either format. @throws IdentityError as `readMetabase` and `readAppHost` do */
export function readConfiguration(bytes: Uint8Array): FileDocument {
  if (!beginsAsMetabase(bytes)) {
    try {
      const file = readAppHost(bytes);
      if (!mayBeMetabase(file.document.encoded)) return file;
    } catch {
      // It is neither: what is wrong with it is found out below, as for any file.
    }
  }
  try {
    return { format: "metabase", document: readMetabase(bytes) };
  } catch (error) {
    if (!isIdentityError(error) || error.code !== "E_NOT_A_METABASE") throw error;
    try {
      return readAppHost(bytes);
    } catch (other) {
      // It is not an applicationHost.config either: then the first error says more.
      throw isIdentityError(other) && other.code === "E_NOT_A_METABASE" ? error : other;
    }
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
  const { appHostSnapshot } = require("../apphost-snapshot") as typeof snapshots;
  const passwordOf = (text: string): StoredPassword => storedPassword(text, reveal);
  return appHostSnapshot(content.document, machine, passwordOf, undefined, content.beside);
}
