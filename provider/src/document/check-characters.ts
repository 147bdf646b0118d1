import { documentError } from "./document-error";
import { isXmlCharacter } from "./xml-character";

const forbidden = "The file contains a character that XML 1.0 forbids.";

/**
 * Proves that bytes, seen as a Latin-1 string, are UTF-8 of characters that XML 1.0 allows.
 *
 * @param bomLength added to an index to get the byte offset of an error
 * @throws IdentityError E_ENCODING, E_SYNTAX, or E_TRUNCATED where the file ends inside a character
 */
export function checkUtf8(bytes: string, bomLength: number): void {
  const unusual = /[^\t\n\r\x20-\x7f]/g;
  for (let found = unusual.exec(bytes); found !== null; found = unusual.exec(bytes)) {
    const { index } = found;
    const lead = bytes.charCodeAt(index);
    if (lead < 0x80) throw documentError("E_SYNTAX", bomLength + index, forbidden);
    unusual.lastIndex = index + checkSequence(bytes, index, lead, bomLength);
  }
}

/** @returns how many bytes the character takes */
function checkSequence(bytes: string, index: number, lead: number, bomLength: number): number {
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size === 0) throw documentError("E_ENCODING", bomLength + index, "The file is not UTF-8.");
  let codePoint = lead & (0xff >> (size + 1));
  for (let next = index + 1; next < index + size; next += 1) {
    if (next >= bytes.length) {
      throw documentError("E_TRUNCATED", bomLength + index, "The file ends inside a character.");
    }
    const unit = bytes.charCodeAt(next);
    if ((unit & 0xc0) !== 0x80) {
      throw documentError("E_ENCODING", bomLength + index, "The file is not UTF-8.");
    }
    codePoint = (codePoint << 6) | (unit & 0x3f);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint < least || codePoint > 0x10ffff || surrogate) {
    throw documentError("E_ENCODING", bomLength + index, "The file is not UTF-8.");
  }
  if (!isXmlCharacter(codePoint)) throw documentError("E_SYNTAX", bomLength + index, forbidden);
  return size;
}

/**
 * Proves that text decoded from UTF-16 with a byte order mark pairs its surrogates and holds only characters that
 * XML 1.0 allows.
 *
 * @throws IdentityError E_ENCODING, E_SYNTAX, or E_TRUNCATED where the file ends inside a character
 */
export function checkUtf16(text: string): void {
  const length = text.length;
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x20 && unit < 0xd800) continue;
    const offset = 2 + 2 * index;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      if (unit < 0xdc00 && index + 1 === length) {
        throw documentError("E_TRUNCATED", offset, "The file ends inside a character.");
      }
      const low = text.charCodeAt(index + 1);
      if (unit >= 0xdc00 || low < 0xdc00 || low > 0xdfff) {
        throw documentError("E_ENCODING", offset, "The file contains half a surrogate pair.");
      }
      index += 1;
    } else if (!isXmlCharacter(unit)) {
      throw documentError("E_SYNTAX", offset, forbidden);
    }
  }
}
