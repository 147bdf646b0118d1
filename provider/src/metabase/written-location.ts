import { hashIgnoringCase, type Units } from "../document";

const slash = 0x2f;
const blank = 0x20;
const beginning = "/LM";

// What IIS writes in a path, without a reference: printable ASCII but the two slashes.
const isPlain = Uint8Array.from({ length: 0x7f }, (_, code) =>
  code >= blank && !"/\\&".includes(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * The hash of the location that is written between two indexes, if it is one in canonical form already and of ASCII, as nearly all
 * are in a file of IIS's own; the same as that of the location's key.
 *
 * @returns `undefined` where the text has to be looked at more closely
 */
export function hashOfWritten(units: Units, start: number, end: number): number | undefined {
  return isUsual(units, start, end) ? hashIgnoringCase(units, start, end) : undefined;
}

function isUsual(units: Units, start: number, end: number): boolean {
  const parts = start + beginning.length;
  for (let index = start; index < parts; index += 1)
    if (index >= end || units[index] !== beginning.charCodeAt(index - start)) return false;
  if (parts === end) return true;
  if (units[parts] !== slash) return false;
  let last = slash;
  for (let index = parts + 1; index < end; index += 1) {
    const unit = units[index] ?? 0;
    if (last === slash && (unit === slash || unit === blank)) return false;
    if (unit !== slash && isPlain[unit] !== 1) return false;
    last = unit;
  }
  return last !== slash && last !== blank;
}
