/*
 * Texts on the wire between this package and its agent. A text is a field that begins with "=" and holds no blank: ASCII
 * letters, ASCII digits and `_.-/\` are written as they are, every other UTF-16 unit as "%" and four hexadecimal digits.
 * So lone surrogates, line breaks and blanks at the end come through any console.
 */

/** One text as a field. */
export function encodeText(text: string): string {
  const units = text.replace(
    /[^0-9A-Za-z_./\\-]/g,
    (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `=${units}`;
}

/** The text of a field, or `undefined` if the field is not written exactly as `encodeText` writes it. */
export function decodeText(field: string): string | undefined {
  if (!/^=(?:[0-9A-Za-z_./\\-]|%[0-9a-f]{4})*$/.test(field)) return undefined;
  const text = field
    .slice(1)
    .replace(/%([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return encodeText(text) === field ? text : undefined;
}
