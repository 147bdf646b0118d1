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

/**
 * Whether parts of two files are the same bytes. What is from 0 on, is so from the beginning of the file on.
 */
export function sameBytes(
  left: EncodedText,
  leftStart: number,
  leftEnd: number,
  right: EncodedText,
  rightStart: number,
  rightEnd: number,
): boolean {
  const from = rightStart === 0 ? 0 : right.offsetOf(rightStart);
  const to = right.offsetOf(rightEnd);
  const start = leftStart === 0 ? 0 : left.offsetOf(leftStart);
  // Ranges, since views of many small parts would take longer than comparing them.
  return left.bytes.compare(right.bytes, from, to, start, left.offsetOf(leftEnd)) === 0;
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
  const encoded = name === "utf-8" ? new Utf8Text(view, bomLength) : new Utf16Text(view, name);
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

// Classes, since functions made for each file would be others for the next one, and what an engine has compiled for one file then
// serves no second one.
class Utf8Text implements EncodedText {
  readonly name = "utf-8";
  readonly unitSize = 1;
  readonly units: Uint8Array;
  #text: string | undefined;

  constructor(
    readonly bytes: Buffer,
    readonly bomLength: number,
  ) {
    // Not as a Buffer: for a scan of either encoding, an engine should see two types and not three.
    this.units = new Uint8Array(bytes.buffer, bytes.byteOffset + bomLength, bytes.length - bomLength);
    checkUtf8(this.units, bomLength);
  }

  get text(): string {
    return (this.#text ??= this.bytes.toString("latin1", this.bomLength));
  }

  slice(start: number, end: number): string {
    return this.bytes.toString("latin1", this.bomLength + start, this.bomLength + end);
  }

  offsetOf(index: number): number {
    return this.bomLength + index;
  }

  decode(start: number, end: number): string {
    return this.bytes.toString("utf8", this.bomLength + start, this.bomLength + end);
  }

  encode(text: string): Uint8Array {
    return Buffer.from(text, "utf8");
  }
}

class Utf16Text implements EncodedText {
  readonly bomLength = 2;
  readonly unitSize = 2;
  readonly units: Uint16Array;
  readonly text: string;

  constructor(
    readonly bytes: Buffer,
    readonly name: "utf-16le" | "utf-16be",
  ) {
    if (bytes.length % 2 !== 0)
      throw documentError("E_ENCODING", bytes.length - 1, "The file is UTF-16 with half a unit at its end.");
    // A copy, since its memory has to begin where a 16-bit unit can.
    this.units = new Uint16Array(bytes.length / 2 - 1);
    const littleEndian = Buffer.from(this.units.buffer);
    bytes.copy(littleEndian, 0, 2);
    if (name === "utf-16be") littleEndian.swap16();
    this.text = littleEndian.toString("utf16le");
    checkUtf16(this.text);
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  offsetOf(index: number): number {
    return 2 + 2 * index;
  }

  decode(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  encode(text: string): Uint8Array {
    const encoded = Buffer.from(text, "utf16le");
    return this.name === "utf-16le" ? encoded : encoded.swap16();
  }
}
