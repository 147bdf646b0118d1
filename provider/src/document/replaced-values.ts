import type { EncodedText } from "./encoding";
import type { ElementSpan } from "./scan";

/** An element of a file. */
interface Part {
  readonly encoded: EncodedText;
  readonly span: ElementSpan;
}

/**
 * Shows that two texts of an element differ in nothing but what is between the quotes behind some names, each of which the
 * second text contains once. If an independent parser finds attributes of all these names in the tag that is returned, they are
 * what differs: it has read their values from there. What comes before, between and behind them is the same, byte for byte, and
 * so means the same in both texts.
 *
 * @param names in the order in which they are looked for
 * @returns the second text's start tag up to the last of these values, and closed there; `undefined` where more differs, or a
 * name is not there or elsewhere, too
 */
export function tagOfReplaced(before: Part, after: Part, names: readonly string[]): string | undefined {
  const [was, is] = [textOf(before), textOf(after)];
  let [wasEnd, isEnd] = [0, 0];
  for (const name of names) {
    const start = startOfValue(was, name, wasEnd);
    const same = was.slice(wasEnd, Math.max(start, 0));
    if (start < 0 || !is.startsWith(same, isEnd) || is.indexOf(name) !== is.lastIndexOf(name))
      return undefined;
    const quote = was.charAt(start - 1);
    [wasEnd, isEnd] = [was.indexOf(quote, start), is.indexOf(quote, isEnd + same.length)];
    if (wasEnd < 0 || isEnd < 0) return undefined;
  }
  if (was.slice(wasEnd) !== is.slice(isEnd)) return undefined;
  const { encoded, span } = after;
  return `${encoded.decode(span.start, span.start + isEnd + 1)}/>`;
}

function textOf({ encoded, span }: Part): string {
  return encoded.slice(span.start, span.end);
}

/** Where the value of the next attribute of this name seems to begin, behind its quote; -1 where there is none. */
function startOfValue(text: string, name: string, from: number): number {
  const found = text.indexOf(name, from);
  const equals = found < 0 ? -1 : text.indexOf("=", found);
  const quote = equals < 0 ? -1 : text.slice(equals).search(/["']/);
  return quote < 0 ? -1 : equals + quote + 1;
}
