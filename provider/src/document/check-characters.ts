import { documentError } from "./document-error";

const forbidden = "The file contains a character that XML 1.0 forbids.";

// The beginnings of a character beyond ASCII in UTF-8, by table 3-7 of the Unicode Standard, as Latin-1.
const beginning = /^(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

/** 1 for each byte that is an ASCII character, and one that XML 1.0 allows. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x80) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);

/**
 * Proves that bytes are UTF-8 of characters that XML 1.0 allows.
 *
 * @param bomLength added to an index to get the byte offset of an error
 * @throws IdentityError E_ENCODING, E_SYNTAX, or E_TRUNCATED where the file ends inside a character
 */
export function checkUtf8(bytes: Uint8Array, bomLength: number): void {
  // Words begin where memory lets them.
  const head = (4 - (bytes.byteOffset % 4)) % 4;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, Math.max(0, bytes.length - head) >> 2);
  let index = 0;
  while (index < bytes.length) {
    if (index >= head && (index - head) % 4 === 0) {
      index = head + 4 * firstUnusual(words, (index - head) / 4);
      if (index === bytes.length) return;
    }
    if (plain[bytes[index] ?? 0] === 1) index += 1;
    else index += lengthOfUnusual(bytes, index, bomLength);
  }
}

/** @returns the number of the first word, from one on, of whose bytes not all are plain; the number of all where there is none */
function firstUnusual(words: Int32Array, begin: number): number {
  let index = begin;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    // A bit is left if one of the four is less than 0x20, or beyond ASCII.
    if ((((word - 0x20202020) & ~word) | word) & 0x80808080 && !isPlainWord(word)) break;
  }
  return index;
}

function isPlainWord(word: number): boolean {
  for (let shift = 0; shift < 32; shift += 8) if (plain[(word >>> shift) & 0xff] !== 1) return false;
  return true;
}

/** The length of the character that begins with a byte that is not plain. */
function lengthOfUnusual(bytes: Uint8Array, index: number, bomLength: number): number {
  const offset = bomLength + index;
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) throw documentError("E_SYNTAX", offset, forbidden);
  const length = lengthOfSequence(bytes, index);
  // U+FFFE and U+FFFF.
  if (length > 0 && lead === 0xef && bytes[index + 1] === 0xbf && (bytes[index + 2] ?? 0) > 0xbd)
    throw documentError("E_SYNTAX", offset, forbidden);
  if (length > 0) return length;
  if (beginning.test(Buffer.from(bytes.subarray(index, index + 4)).toString("latin1")))
    throw documentError("E_TRUNCATED", offset, "The file ends inside a character.");
  throw documentError("E_ENCODING", offset, "The file is not UTF-8.");
}

/** By table 3-7 of the Unicode Standard; 0 where it is no character. */
function lengthOfSequence(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  const second = bytes[index + 1] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let more = 2; more < length; more += 1) if (((bytes[index + more] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/**
 * Proves that text decoded from UTF-16 with a byte order mark pairs its surrogates and holds only characters that
 * XML 1.0 allows.
 *
 * @throws IdentityError E_ENCODING, E_SYNTAX, or E_TRUNCATED where the file ends inside a character
 */
export function checkUtf16(text: string): void {
  const index = text.search(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  if (index < 0) return;
  const offset = 2 + 2 * index;
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdfff) throw documentError("E_SYNTAX", offset, forbidden);
  if (unit < 0xdc00 && index + 1 === text.length)
    throw documentError("E_TRUNCATED", offset, "The file ends inside a character.");
  throw documentError("E_ENCODING", offset, "The file contains half a surrogate pair.");
}
