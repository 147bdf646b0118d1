import { sameBytes, type EncodedText } from "./encoding";
import type { ElementSpan } from "./scan";

/** A part of a file, such as an element. */
export interface PartOfFile {
  readonly encoded: EncodedText;
  readonly span: ElementSpan;
}

// By XML 1.0, section 3.1, a start tag needs no more than a regular expression. What names are made of, the scanner has checked.
const space = "[ \\t\\r\\n]";
const name = "[^ \\t\\r\\n\"'<>=/!?]+";
const equals = `${space}*=${space}*`;
const value = `"[^"<]*"|'[^'<]*'`;
const beginning = new RegExp(`<${name}`, "y");

// Of more attributes than any key has, an engine might not keep track.
const skipped = `(?:${space}+${name}${equals}(?:${value})){0,1000}?`;

const attributes = new Map<string, RegExp>();

/** Finds an attribute of this name behind others: its value with the quotes. */
function attributeNamed(wanted: string): RegExp {
  let attribute = attributes.get(wanted);
  if (attribute === undefined) {
    attribute = new RegExp(`${skipped}${space}+${wanted}${equals}(${value})`, "y");
    attributes.set(wanted, attribute);
  }
  return attribute;
}

/**
 * Shows that two texts of an element differ in nothing but the values of some attributes of its start tag, which the second text
 * names once each. What comes before, between and behind them is the same, byte for byte, and so means the same in both texts.
 * What the values mean, this does not say.
 *
 * @param names ASCII letters, in the order in which they are looked for
 * @returns a tag with nothing but these attributes, as the second text writes their values: for an independent parser, which
 * reads them there as it would in their place; `undefined` where more differs, or a name is not there or elsewhere, too
 */
export function tagOfReplaced(
  { encoded: before, span: was }: PartOfFile,
  { encoded, span: is }: PartOfFile,
  names: readonly string[],
): string | undefined {
  const text = encoded.slice(is.start, is.end);
  beginning.lastIndex = 0;
  if (!beginning.test(text)) return undefined;
  let tag = "<K";
  let read = beginning.lastIndex;
  let wasEnd = was.start;
  let isEnd = is.start;
  for (const each of names) {
    const attribute = attributeNamed(each);
    attribute.lastIndex = read;
    const quoted = attribute.exec(text)?.[1];
    if (quoted === undefined || text.includes(each, text.indexOf(each) + 1)) return undefined;
    read = attribute.lastIndex;
    const quote = is.start + read - quoted.length;
    const wasBegin = wasEnd + quote + 1 - isEnd;
    if (wasBegin > was.end || !sameBytes(before, wasEnd, wasBegin, encoded, isEnd, quote + 1))
      return undefined;
    wasEnd = before.units.indexOf(quoted.charCodeAt(0), wasBegin);
    isEnd = is.start + read - 1;
    if (wasEnd < 0 || wasEnd >= was.end) return undefined;
    tag += ` ${each}=${encoded.decode(quote, isEnd + 1)}`;
  }
  return sameBytes(before, wasEnd, was.end, encoded, isEnd, is.end) ? `${tag}/>` : undefined;
}
