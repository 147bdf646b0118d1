/**
 * Characters that a terminal obeys instead of showing, or that nobody sees: control and format characters, lone
 * surrogates, private and unassigned ones, line and paragraph separators, and all that Unicode lets a program leave out
 * of a line.
 */
const unseen = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

const unseenCharacter = new RegExp(unseen, "gu");
const unseenOrBreak = new RegExp(String.raw`\r?\n|${unseen}`, "gu");

const plain = /^[ -~]*$/;

/** True for what most texts are: visible ASCII and blanks, each as wide as the other. */
export function isPlainText(text: string): boolean {
  return plain.test(text);
}

/** The text with each of these characters replaced, for callers that have an escape of their own. */
export function replaceUnseen(text: string, by: (character: string) => string): string {
  return isPlainText(text) ? text : text.replace(unseenCharacter, by);
}

/** A text from outside, safe to print on one line of a terminal: such characters are shown as `\u202e`. */
export function printable(text: string): string {
  return replaceUnseen(text, escaped);
}

/**
 * The same for a text of several lines, whose line breaks stay. JSON stays the same JSON in other words, because such a
 * character can occur unescaped only in a string.
 */
export function printableLines(text: string): string {
  return text.replace(unseenOrBreak, (found) => (found.endsWith("\n") ? found : escaped(found)));
}

/** As JavaScript and JSON write it, a UTF-16 unit at a time. */
function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
