import { Cursor } from "./cursor";
import type { EncodedText } from "./encoding";
import type { MarkupHandler } from "./markup-handler";
import { namesOf, type NameNumber } from "./names";
import { skipComment, skipDeclaration, skipDoctype, skipInstruction } from "./prolog";

/**
 * Scans a file strictly and in one pass: well-formed XML 1.0 (tags balanced, attributes quoted and not repeated,
 * references defined, names made of what names may hold) or an error. Namespaces are not checked.
 *
 * @throws IdentityError E_ENCODING, E_SYNTAX, E_TRUNCATED or E_NOT_A_METABASE (no XML), with its byte offset
 */
export function scanDocument(encoded: EncodedText, handler: MarkupHandler): void {
  const cursor = new Cursor(encoded, namesOf(encoded), 0, encoded.units.length);
  skipDeclaration(cursor, encoded);
  skipMisc(cursor, encoded, true);
  if (cursor.ends()) cursor.truncated("the XML before the first element", 0);
  scanElement(cursor, handler);
  skipMisc(cursor, encoded, false);
  if (!cursor.ends()) cursor.wrong("Something comes after the end of the root element.");
}

/** Where an element is: indexes into `EncodedText.units`, from `<` to after the last `>`. */
export interface ElementSpan {
  readonly start: number;
  readonly end: number;
}

/** Scans again one element that a scan has accepted, in time linear in its own size; the element has depth 0. */
export function scanSpan(encoded: EncodedText, start: number, end: number, handler: MarkupHandler): void {
  scanElement(new Cursor(encoded, namesOf(encoded), start, end), handler);
}

/** Moves over white space, comments and processing instructions outside of the root element. */
function skipMisc(cursor: Cursor, encoded: EncodedText, beforeRoot: boolean): void {
  let doctype = !beforeRoot;
  for (;;) {
    cursor.skipSpace();
    if (cursor.ends()) return;
    if (cursor.looksAt("<!--")) skipComment(cursor);
    else if (cursor.looksAt("<?")) skipInstruction(cursor);
    else if (cursor.looksAt("<!DOCTYPE") && !doctype) {
      skipDoctype(cursor, encoded);
      doctype = true;
    } else if (cursor.breaksOffIn("<!DOCTYPE") || cursor.breaksOffIn("<!--")) {
      cursor.truncated("a tag", cursor.index);
    } else if (beforeRoot && !cursor.looksAt("<")) {
      cursor.foreign("The file is not XML.");
    } else return;
  }
}

const exclamation = 0x21;
const slash = 0x2f;
const greaterThan = 0x3e;
const question = 0x3f;

/** The elements that are open, the innermost last. */
class OpenElements {
  readonly #names: NameNumber[] = [];
  readonly #starts: number[] = [];

  get count(): number {
    return this.#names.length;
  }

  /** Where the innermost begins. */
  get start(): number | undefined {
    return this.#starts.at(-1);
  }

  push(name: NameNumber, start: number): void {
    this.#names.push(name);
    this.#starts.push(start);
  }

  /** @returns the name of the innermost, which ends */
  pop(): NameNumber | undefined {
    this.#starts.pop();
    return this.#names.pop();
  }
}

function scanElement(cursor: Cursor, handler: MarkupHandler): void {
  const stack = new OpenElements();
  const { units, end } = cursor;
  do {
    // What follows a less-than sign mostly decides already.
    const next = units[cursor.index + 1];
    if (next !== slash && next !== exclamation && next !== question && cursor.index + 1 < end)
      openElement(cursor, handler, stack);
    else if (cursor.looksAt("</")) {
      closeElement(cursor, stack);
      handler.close(stack.count, cursor.index);
    } else if (cursor.looksAt("<!--")) skipComment(cursor);
    else if (stack.count > 0 && cursor.looksAt("<![CDATA[")) {
      const begin = cursor.index;
      cursor.index += "<![CDATA[".length;
      cursor.skipSpace();
      const isBlank = cursor.looksAt("]]>");
      cursor.skipPast("]]>", "a CDATA section", begin);
      if (!isBlank) handler.text?.();
    } else if (cursor.looksAt("<?")) skipInstruction(cursor);
    else if (cursor.breaksOffIn("<!--") || (stack.count > 0 && cursor.breaksOffIn("<![CDATA["))) {
      cursor.truncated("a tag", cursor.index);
    } else openElement(cursor, handler, stack);
    if (stack.count > 0) {
      const isText = cursor.skipText();
      if (isText) handler.text?.();
    }
    if (cursor.ends()) {
      const { start } = stack;
      if (start !== undefined) cursor.truncated("an element", start);
    }
  } while (stack.count > 0);
}

function openElement(cursor: Cursor, handler: MarkupHandler, stack: OpenElements): void {
  const { units, names } = cursor;
  const start = cursor.index;
  cursor.index += 1;
  const name = cursor.name("a tag", start);
  if (cursor.ends()) cursor.truncated("a tag", start);
  handler.open(name, start, stack.count);
  names.nextTag();
  for (;;) {
    cursor.skipUsualAttributes(handler);
    const spaced = cursor.skipSpace();
    if (cursor.ends()) cursor.truncated("a tag", start);
    const next = units[cursor.index];
    if (next === greaterThan) {
      cursor.index += 1;
      stack.push(name, start);
      return;
    }
    if (next === slash) {
      cursor.index += 1;
      if (cursor.ends()) cursor.truncated("a tag", start);
      if (!cursor.looksAt(">")) cursor.wrong("A tag contains a slash.");
      cursor.index += 1;
      handler.close(stack.count, cursor.index);
      return;
    }
    if (!spaced) cursor.wrong("White space is missing before an attribute.");
    const nameStart = cursor.index;
    const attribute = cursor.attributeName(start);
    const valueStart = cursor.skipAttributeValue(start);
    handler.attribute(attribute, nameStart, valueStart, cursor.index - 1);
  }
}

function closeElement(cursor: Cursor, stack: OpenElements): void {
  const begin = cursor.index;
  const name = stack.pop();
  if (name === undefined) cursor.wrong("An end tag has no start tag.");
  cursor.index += 2;
  const { names, units, end } = cursor;
  const behind = cursor.index + names.length(name);
  // Mostly it is this name and nothing else.
  if (behind < end && units[behind] === greaterThan && names.isAt(name, cursor.index, end)) {
    cursor.index = behind + 1;
    return;
  }
  if (cursor.ends() || cursor.breaksOffInName(name)) cursor.truncated("a tag", begin);
  if (cursor.name("a tag", begin) !== name) {
    cursor.wrong("An end tag does not have the name of the element that it ends.", begin);
  }
  cursor.skipSpace();
  if (cursor.ends()) cursor.truncated("a tag", begin);
  if (!cursor.looksAt(">")) cursor.wrong("An end tag does not end.");
  cursor.index += 1;
}
