import type { Cursor } from "./cursor";
import { documentError } from "./document-error";
import type { EncodedText } from "./encoding";

// XML's own white space and no other: text that was decoded may hold any.
const space = "[\\t\\n\\r ]";
const declarationOfXml = new RegExp(
  String.raw`^<\?xml${space}+version${space}*=${space}*(?:"1\.0"|'1\.0')(?:(${space}+encoding${space}*=${space}*)(?:"([^"<>]*)"|'([^'<>]*)'))?(?:${space}+standalone${space}*=${space}*(?:"(?:yes|no)"|'(?:yes|no)'))?${space}*\?>$`,
);

/**
 * Moves over the XML declaration, if there is one, and compares its encoding with the bytes.
 *
 * @throws IdentityError E_ENCODING where the declaration names another encoding than the bytes have
 */
export function skipDeclaration(cursor: Cursor, encoded: EncodedText): void {
  if (cursor.breaksOffIn("<?xml ")) cursor.truncated("the XML declaration", cursor.index);
  if (!["<?xml ", "<?xml\t", "<?xml\n", "<?xml\r"].some((begin) => cursor.looksAt(begin))) return;
  const begin = cursor.index;
  cursor.index += 2;
  cursor.skipPast("?>", "the XML declaration", begin);
  const declaration = cursor.textSince(begin);
  const parts = declarationOfXml.exec(declaration);
  if (parts === null) cursor.wrong("The XML declaration is not one of XML 1.0.", begin);
  const declared = (parts[2] ?? parts[3])?.toLowerCase();
  const fitting = encoded.name === "utf-8" ? ["utf-8"] : ["utf-16", encoded.name];
  if (declared !== undefined && !fitting.includes(declared)) {
    const place = declaration.indexOf(parts[1] ?? "") + (parts[1] ?? "").length + 1;
    throw documentError(
      "E_ENCODING",
      encoded.offsetOf(begin + place),
      `The file's first line declares an encoding, but its bytes are in another, ${encoded.name}.`,
    );
  }
}

/**
 * Moves over a document type declaration, internal subset included. An entity that it declares is refused where it is
 * used. A declaration is refused here if it may give elements attributes that are not written in them: a list of
 * attributes, or a reference or another file that may contain one.
 *
 * @throws IdentityError E_NOT_A_METABASE for those
 */
export function skipDoctype(cursor: Cursor, encoded: EncodedText): void {
  const begin = cursor.index;
  const what = "the DOCTYPE";
  cursor.index += "<!DOCTYPE".length;
  if (!cursor.skipSpace() && !cursor.ends()) cursor.wrong("White space is missing in the DOCTYPE.");
  cursor.name(what, begin);
  let givesAttributes: number | undefined;
  for (;;) {
    if (cursor.ends()) cursor.truncated(what, begin);
    const character = String.fromCharCode(cursor.units[cursor.index] ?? 0);
    if (givesAttributes === undefined && (cursor.looksAt("SYSTEM") || cursor.looksAt("PUBLIC")))
      givesAttributes = cursor.index;
    cursor.index += 1;
    if (character === ">") break;
    if (character === '"' || character === "'") cursor.skipPast(character, what, begin);
    else if (character === "[") {
      const found = skipSubset(cursor, begin);
      givesAttributes ??= found;
    } else if (character === "<") cursor.wrong("The DOCTYPE contains a tag.", cursor.index - 1);
  }
  if (givesAttributes === undefined) return;
  throw documentError(
    "E_NOT_A_METABASE",
    encoded.offsetOf(givesAttributes),
    "The DOCTYPE may give elements attributes that are not written in them, and IIS writes no such file.",
    "Remove the DOCTYPE from the file, or use a copy that IIS wrote.",
  );
}

/** @returns the index of the first declaration that may give elements attributes */
function skipSubset(cursor: Cursor, begin: number): number | undefined {
  const what = "the DOCTYPE";
  let givesAttributes: number | undefined;
  for (;;) {
    cursor.skipSpace();
    if (cursor.ends()) cursor.truncated(what, begin);
    if (cursor.looksAt("]")) {
      cursor.index += 1;
      return givesAttributes;
    }
    const index = cursor.index;
    if (cursor.looksAt("<!ATTLIST") || cursor.looksAt("%")) givesAttributes ??= index;
    if (cursor.looksAt("<!--")) skipComment(cursor);
    else if (cursor.looksAt("<?")) skipInstruction(cursor);
    else if (cursor.looksAt("<!")) skipMarkupDeclaration(cursor, begin);
    else if (cursor.breaksOffIn("<!")) cursor.truncated(what, begin);
    else if (cursor.looksAt("%")) cursor.skipPast(";", what, begin);
    else cursor.wrong("The DOCTYPE contains something that is not a declaration.");
  }
}

function skipMarkupDeclaration(cursor: Cursor, begin: number): void {
  cursor.index += 2;
  for (;;) {
    if (cursor.ends()) cursor.truncated("the DOCTYPE", begin);
    const character = String.fromCharCode(cursor.units[cursor.index] ?? 0);
    cursor.index += 1;
    if (character === ">") return;
    if (character === '"' || character === "'") cursor.skipPast(character, "the DOCTYPE", begin);
    else if (character === "<") cursor.wrong("A declaration in the DOCTYPE does not end.", cursor.index - 1);
  }
}

/** Moves over `<!-- … -->`. */
export function skipComment(cursor: Cursor): void {
  const begin = cursor.index;
  cursor.index += "<!--".length;
  cursor.skipPast("--", "a comment", begin);
  if (cursor.ends()) cursor.truncated("a comment", begin);
  if (!cursor.looksAt(">")) cursor.wrong("A comment contains two hyphens.", cursor.index - 2);
  cursor.index += 1;
}

/** Moves over `<?target … ?>`. */
export function skipInstruction(cursor: Cursor): void {
  const begin = cursor.index;
  cursor.index += "<?".length;
  const target = cursor.name("a processing instruction", begin);
  if (cursor.names.text(target).toLowerCase() === "xml")
    cursor.wrong("An XML declaration comes after the file's beginning.", begin);
  if (!cursor.looksAt("?>") && !cursor.ends() && !cursor.skipSpace()) {
    cursor.wrong("White space is missing in a processing instruction.");
  }
  cursor.skipPast("?>", "a processing instruction", begin);
}
