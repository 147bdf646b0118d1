import { IdentityError } from "../domain";
import type { Location } from "../domain";
import { isXmlCharacter } from "./xml-character";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * Writes a value so that any XML parser reads back exactly that value, in either kind of quotes. Markup becomes the
 * five named entities. Tab, line breaks, U+007F to U+009F, U+2028 and U+2029, and white space at either end become
 * decimal references, because XML 1.0 (3.3.3), editors and careless parsers change them when they are written raw.
 */
export function escapeValue(text: string): string {
  if (/^[\w\\.@$-]*$/.test(text)) return text;
  // Not by a regular expression: one that looks for blanks at the end tries again at each blank.
  const start = text.length - text.trimStart().length;
  const end = Math.max(start, text.trimEnd().length);
  const inner = text
    .slice(start, end)
    .replace(/[&<>"'\t\n\r\u007f-\u009f\u2028\u2029]/g, (found) => entities[found] ?? reference(found));
  return `${references(text.slice(0, start))}${inner}${references(text.slice(end))}`;
}

function references(blanks: string): string {
  return Array.from(blanks, reference).join("");
}

function reference(character: string): string {
  return `&#${String(character.codePointAt(0))};`;
}

/**
 * Refuses a text that XML 1.0 can't hold: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
 *
 * @param at what has the location of the text, which is not asked for otherwise
 * @throws IdentityError E_XML_CHARACTER, without the text
 */
export function requireXmlText(text: string, at: { readonly location: Location }): void {
  if (/^[ -~]*$/.test(text)) return;
  for (const character of text) {
    if (isXmlCharacter(character.codePointAt(0) ?? 0)) continue;
    throw new IdentityError({
      code: "E_XML_CHARACTER",
      location: at.location,
      message: "A user name or password contains a character that XML 1.0 can't hold.",
      hint: "Choose a value without control characters.",
    });
  }
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * What one reference means, for example `lt`, `#65` or `#x41`.
 *
 * @param body the text between `&` and `;`
 * @returns `undefined` unless it is one of XML's own five or the number of a character that XML 1.0 allows
 */
export function referencedText(body: string): string | undefined {
  const number = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(body);
  if (number === null) return Object.hasOwn(named, body) ? named[body] : undefined;
  const codePoint =
    number[1] === undefined ? Number.parseInt(number[2] ?? "", 10) : Number.parseInt(number[1], 16);
  return isXmlCharacter(codePoint) ? String.fromCodePoint(codePoint) : undefined;
}

/**
 * Resolves the references in a value that the scanner has accepted. Raw line breaks and tabs stay as they are: MULTISZ
 * values rely on them, although XML 1.0 (3.3.3) lets other parsers turn them into blanks.
 */
export function decodeValue(raw: string): string {
  return raw.includes("&")
    ? raw.replace(/&([^;]*);/g, (whole, body: string) => referencedText(body) ?? whole)
    : raw;
}

/**
 * The same for values in which a raw line break or tab has no meaning of its own: each becomes a blank, as XML 1.0 (3.3.3)
 * demands of every parser.
 */
export function normalizedValue(raw: string): string {
  return decodeValue(raw.replace(/\r\n|[\t\n\r]/g, " "));
}
