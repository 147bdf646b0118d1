import type { EncodedText } from "./encoding";
import type { ElementSpan } from "./scan";

/** An element of a file. */
interface Part {
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
export function tagOfReplaced(before: Part, after: Part, names: readonly string[]): string | undefined {
  const { encoded, span } = after;
  const text = encoded.slice(span.start, span.end);
  beginning.lastIndex = 0;
  if (!beginning.test(text)) return undefined;
  let tag = "<K";
  let { lastIndex: read } = beginning;
  let [wasEnd, isEnd] = [before.span.start, span.start];
  for (const each of names) {
    const attribute = attributeNamed(each);
    attribute.lastIndex = read;
    const quoted = attribute.exec(text)?.[1];
    if (quoted === undefined || text.indexOf(each) !== text.lastIndexOf(each)) return undefined;
    read = attribute.lastIndex;
    const [quote, behind] = [span.start + read - quoted.length, span.start + read];
    const length = quote + 1 - isEnd;
    if (!isSame(before, wasEnd, after, isEnd, length)) return undefined;
    [wasEnd, isEnd] = [before.encoded.units.indexOf(quoted.charCodeAt(0), wasEnd + length), behind - 1];
    if (wasEnd < 0) return undefined;
    tag += ` ${each}=${encoded.decode(quote, behind)}`;
  }
  const left = span.end - isEnd;
  return wasEnd + left === before.span.end && isSame(before, wasEnd, after, isEnd, left)
    ? `${tag}/>`
    : undefined;
}

/** Whether so many units are the same bytes, from an index each on. */
function isSame(before: Part, wasStart: number, after: Part, isStart: number, length: number): boolean {
  if (wasStart + length > before.span.end) return false;
  const [was, is] = [before.encoded, after.encoded];
  const [from, to] = [is.offsetOf(isStart), is.offsetOf(isStart + length)];
  return was.bytes.compare(is.bytes, from, to, was.offsetOf(wasStart), was.offsetOf(wasStart + length)) === 0;
}
