import type { NameNumber } from "./names";

/**
 * What a scan reports, in the file's order. Indexes are places in `EncodedText.units`; names are numbers in `namesOf` the file. The
 * root has depth 0. Comments, processing instructions and the DOCTYPE are never reported.
 */
export interface MarkupHandler {
  /** A start tag begins: `start` is the place of its `<`. */
  open(name: NameNumber, start: number, depth: number): void;
  /** An attribute of the tag opened last: its name's place, its value's first index and its closing quote's. */
  attribute(name: NameNumber, nameStart: number, valueStart: number, valueEnd: number): void;
  /** More than white space, as text or in a CDATA section, is directly in the element opened last and not yet closed. */
  text?(): void;
  /** The element is closed; `end` is the place after its last `>`. */
  close(depth: number, end: number): void;
}
