/** True if XML 1.0 (section 2.2, production Char) allows the code point in a document, raw or as a reference. */
export function isXmlCharacter(codePoint: number): boolean {
  if (codePoint < 0x20) return codePoint === 0x9 || codePoint === 0xa || codePoint === 0xd;
  if (codePoint < 0xd800) return true;
  return (codePoint >= 0xe000 && codePoint <= 0xfffd) || (codePoint >= 0x10000 && codePoint <= 0x10ffff);
}

/** True for XML's own white space (production S): blank, tab, line feed, carriage return. */
export function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x9 || code === 0xa || code === 0xd;
}

/** Where the white space before an index of a text begins: the index itself if there is none. */
export function spaceBefore(text: string, index: number): number {
  let start = index;
  while (isXmlSpace(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

const beyondAscii =
  "\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d\\u2070-\\u218f\\u2c00-\\u2fef" +
  "\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";

const nameStart = new RegExp(`^[:A-Z_a-z${beyondAscii}]$`, "u");
const namePart = new RegExp(`^[\\u0300-\\u036f\\u203f-\\u2040\\xb7:A-Z_a-z.0-9-]$|${nameStart.source}`, "u");

/** True if XML 1.0 (section 2.3, production NameStartChar) allows a name to begin with this character. */
export function isNameStart(character: string): boolean {
  return nameStart.test(character);
}

/** True if XML 1.0 (section 2.3, production NameChar) allows this character in a name. */
export function isNamePart(character: string): boolean {
  return namePart.test(character);
}
