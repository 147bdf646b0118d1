import { documentError } from "./document-error";

const forbidden = "The file contains a character that XML 1.0 forbids.";

// A character beyond ASCII in UTF-8, by table 3-7 of the Unicode Standard, and the beginnings of one.
const sequence =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}/y;
const beginning = /^(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

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
    const offset = bomLength + index;
    sequence.lastIndex = index;
    if (bytes.charCodeAt(index) < 0x80) throw documentError("E_SYNTAX", offset, forbidden);
    if (!sequence.test(bytes)) {
      if (!beginning.test(bytes.slice(index, index + 4)))
        throw documentError("E_ENCODING", offset, "The file is not UTF-8.");
      throw documentError("E_TRUNCATED", offset, "The file ends inside a character.");
    }
    // U+FFFE and U+FFFF.
    if (bytes.startsWith("\xef\xbf", index) && bytes.charCodeAt(index + 2) > 0xbd)
      throw documentError("E_SYNTAX", offset, forbidden);
    unusual.lastIndex = sequence.lastIndex;
  }
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
