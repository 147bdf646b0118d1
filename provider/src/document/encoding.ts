import type { IdentityError } from "../domain";
import { checkUtf16, checkUtf8 } from "./check-characters";
import { documentError } from "./document-error";
import { isXmlSpace } from "./xml-character";

/** How a file's bytes are read as characters. UTF-16 is recognised by its byte order mark only. */
type EncodingName = "utf-8" | "utf-16le" | "utf-16be";

/** Of UTF-8 the bytes, of UTF-16 the 16-bit units. */
export type Units = Uint8Array | Uint16Array;

/**
 * A file as a row of units whose index maps linearly to byte offsets. Markup is found by its ASCII characters, which are one
 * unit each; every other text has to go through `decode`.
 */
export interface EncodedText {
  readonly name: EncodingName;
  /** The whole file, its byte order mark included. */
  readonly bytes: Buffer;
  /** Bytes of the byte order mark, which is no part of `units`. */
  readonly bomLength: number;
  /** Bytes of one unit. */
  readonly unitSize: 1 | 2;
  readonly units: Units;
  /** The same as a string with one character a *unit* (of UTF-8, Latin-1), made when somebody asks for it first. */
  readonly text: string;
  /** A part of `text`, for which the whole is not made. */
  slice(start: number, end: number): string;
  /** The byte offset in the file, byte order mark included. */
  offsetOf(index: number): number;
  /** The characters between two indexes of `units`, line breaks and references as they are in the file. */
  decode(start: number, end: number): string;
  encode(text: string): Uint8Array;
}

/** The size above which a file is not read, in bytes. One-byte strings of V8 end a little above it. */
export const maxMetabaseBytes = 512_000_000;

/**
 * Finds out the encoding, and proves that each byte fits it and that XML 1.0 allows each character.
 *
 * @throws IdentityError E_EMPTY_FILE where there is nothing but white space, E_TOO_LARGE, E_ENCODING, E_NOT_A_METABASE, E_SYNTAX or E_TRUNCATED, each with its byte offset
 */
export function openText(bytes: Uint8Array, maxBytes: number): EncodedText {
  if (bytes.length > maxBytes) {
    throw documentError("E_TOO_LARGE", maxBytes, `The file is larger than ${String(maxBytes)} bytes.`);
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { name, bomLength } = recognise(view);
  if (view.length === bomLength) throw documentError("E_EMPTY_FILE", 0, "The file is empty.");
  const encoded = name === "utf-8" ? openUtf8(view, bomLength) : openUtf16(view, name);
  if (isBlank(encoded.units)) throw documentError("E_EMPTY_FILE", 0, "The file contains only white space.");
  return encoded;
}

function isBlank(units: Units): boolean {
  let index = 0;
  while (index < units.length && isXmlSpace(units[index] ?? 0)) index += 1;
  return index === units.length;
}

function recognise(view: Buffer): { name: EncodingName; bomLength: number } {
  const begins = (...expected: readonly number[]): boolean =>
    view.length >= expected.length && expected.every((byte, index) => view[index] === byte);
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff)) {
    throw documentError("E_ENCODING", 0, "The file is UTF-32.");
  }
  if (begins(0xef, 0xbb, 0xbf)) return { name: "utf-8", bomLength: 3 };
  if (begins(0xff, 0xfe)) return { name: "utf-16le", bomLength: 2 };
  if (begins(0xfe, 0xff)) return { name: "utf-16be", bomLength: 2 };
  if (view.length > 1 && (view[0] === 0 || view[1] === 0)) {
    if (!beginsAsXml(view)) throw binaryMetabase();
    throw documentError("E_ENCODING", 0, "The file is UTF-16 or UTF-32 without a byte order mark.");
  }
  return { name: "utf-8", bomLength: 0 };
}

/** Whether the first character, in units of any size, is one that XML begins with: `<`, or white space. */
function beginsAsXml(view: Buffer): boolean {
  return [0x3c, 0x09, 0x0a, 0x0d, 0x20].includes(view.subarray(0, 4).find((byte) => byte !== 0) ?? 0);
}

/** The error for a binary file. The format of `metabase.bin` is not published, so no more than that can be recognised. */
export function binaryMetabase(): IdentityError {
  return documentError(
    "E_NOT_A_METABASE",
    0,
    "The file is binary, like metabase.bin, the metabase of IIS 4 and 5. It is not the XML of IIS 6.",
    "Name a MetaBase.xml: a metabase.bin beside it is a leftover, and only the IIS that owns a metabase.bin can read it.",
  );
}

function openUtf8(view: Buffer, bomLength: number): EncodedText {
  // Not as a Buffer: for a scan of either encoding, an engine should see two types and not three.
  const units = new Uint8Array(view.buffer, view.byteOffset + bomLength, view.length - bomLength);
  checkUtf8(units, bomLength);
  let text: string | undefined;
  return {
    name: "utf-8",
    bytes: view,
    bomLength,
    unitSize: 1,
    units,
    get text() {
      return (text ??= view.toString("latin1", bomLength));
    },
    slice: (start, end) => view.toString("latin1", bomLength + start, bomLength + end),
    offsetOf: (index) => bomLength + index,
    decode: (start, end) => view.toString("utf8", bomLength + start, bomLength + end),
    encode: (content) => Buffer.from(content, "utf8"),
  };
}

function openUtf16(view: Buffer, name: "utf-16le" | "utf-16be"): EncodedText {
  if (view.length % 2 !== 0) {
    throw documentError("E_ENCODING", view.length - 1, "The file is UTF-16 with half a unit at its end.");
  }
  const little = name === "utf-16le";
  // A copy, since its memory has to begin where a 16-bit unit can.
  const units = new Uint16Array(view.length / 2 - 1);
  const littleEndian = Buffer.from(units.buffer);
  view.copy(littleEndian, 0, 2);
  if (!little) littleEndian.swap16();
  const text = littleEndian.toString("utf16le");
  checkUtf16(text);
  return {
    name,
    bytes: view,
    bomLength: 2,
    unitSize: 2,
    units,
    text,
    slice: (start, end) => text.slice(start, end),
    offsetOf: (index) => 2 + 2 * index,
    decode: (start, end) => text.slice(start, end),
    encode: (content) => {
      const encoded = Buffer.from(content, "utf16le");
      return little ? encoded : encoded.swap16();
    },
  };
}
