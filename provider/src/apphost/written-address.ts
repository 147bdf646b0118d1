import { hashIgnoringCase, type Units } from "../document";

const slash = 0x2f;
const blank = 0x20;

/** What may be written in a part of a path as it is: printable ASCII but these. */
function tableWithout(characters: string): Uint8Array {
  return Uint8Array.from({ length: 0x7f }, (_, code) =>
    code >= blank && !characters.includes(String.fromCharCode(code)) ? 1 : 0,
  );
}

const inParts = tableWithout("/\\&");
// A part of dots, or of a star, is not spelled as IIS spells one.
const atBeginnings = tableWithout("/\\&.*");

/** The hash of the address of a site's root. */
export const rootAddress = hashIgnoringCase(new Uint8Array(), 0, 0);

/**
 * The hash of the address of a path that is written between two indexes, as IIS spells one, and in ASCII.
 *
 * @param above the hash of the address that the path follows
 * @returns the same for places of one address, in any case, and seldom for others; `undefined` where the text has to be looked at
 *   more closely
 */
export function addressOf(units: Units, start: number, end: number, above: number): number | undefined {
  if (start === end || (end - start === 1 && units[start] === slash)) return above;
  if (units[start] !== slash) return undefined;
  let before = slash;
  for (let index = start + 1; index < end; index += 1) {
    const unit = units[index] ?? 0;
    if (before === slash ? atBeginnings[unit] !== 1 : unit !== slash && inParts[unit] !== 1) return undefined;
    before = unit;
  }
  return before === slash ? undefined : hashIgnoringCase(units, start, end, above);
}

/** The same of a name; `undefined` also of an empty one. */
export function addressOfName(units: Units, start: number, end: number): number | undefined {
  for (let index = start; index < end; index += 1) if (inParts[units[index] ?? 0] !== 1) return undefined;
  return start === end ? undefined : hashIgnoringCase(units, start, end);
}
