import { isPlainText, printable } from "../domain";

/**
 * Rows as aligned columns, two blanks between them, no blanks at a line's end. Cells are made safe to print.
 *
 * @param head the columns' names; left out if the rows need no explanation
 */
export function table(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const all = [...(head === undefined ? [] : [head]), ...rows].map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of all) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd();
  return all.map((row) => `${line(row)}\n`).join("");
}

// East Asian wide characters and emoji take two columns of a terminal, combining marks none.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function widthOf(text: string): number {
  if (isPlainText(text)) return text.length;
  return Array.from(text).reduce((width, character) => {
    if (/^\p{M}$/u.test(character)) return width;
    return width + (wide.test(character) ? 2 : 1);
  }, 0);
}
