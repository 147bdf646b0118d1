import { foldCase, locationInPlaceOf, type Location } from "../domain";
import { propertyById, propertyByName, type CredentialProperty } from "./credential-property";

/**
 * A name without differences of mere spelling: a namespace's prefix, blanks, invisible characters, full-width letters and
 * case. If two names have the same result, some reader may treat them as one name, and no document says what IIS does.
 */
export function plainName(name: string): string {
  const seen = /^[!-~]*$/.test(name) ? name : name.normalize("NFKC").replace(/[\s\p{Cf}]/gu, "");
  return foldCase(seen.slice(seen.lastIndexOf(":") + 1));
}

const byPlainName: ReadonlyMap<string, CredentialProperty> = new Map(
  [...propertyByName].map(([name, property]) => [foldCase(name), property]),
);

const unknownName = /^UNKNOWNNAME_(.*)$/s;

/** True for a name without a meaning: an empty one, or one that IIS made from the number because it knows no name. */
export function tellsNothing(name: string | undefined): boolean {
  const plain = plainName(name ?? "");
  return plain === "" || unknownName.test(plain);
}

/** The properties that a name may mean, however it is spelled; also `UnknownName_6021`. */
export function propertiesNamed(name: string): readonly CredentialProperty[] {
  const plain = plainName(name);
  const byName = byPlainName.get(plain);
  if (byName !== undefined) return [byName];
  const number = unknownName.exec(plain)?.[1];
  return number === undefined ? [] : propertiesNumbered(number);
}

/** The properties that an ID may mean, however it is spelled. */
export function propertiesNumbered(id: string): readonly CredentialProperty[] {
  return numbersIn(id).flatMap((number) => propertyById.get(number) ?? []);
}

/** True for a number as IIS writes one: decimal, at most 32 bits, nothing around it. */
export function isPlainNumber(id: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(id) && Number(id) <= 0xffff_ffff;
}

// No reader takes a longer text for a 32-bit number, not even its low bits.
const longestNumber = 40;

/** Every number as which some reader may read a text; empty if it contains no number. */
export function numbersIn(text: string): readonly number[] {
  // Nearly all, and every reader takes them for the same.
  if (/^[1-9]\d{0,8}$/.test(text)) return [Number(text)];
  const seen = text.normalize("NFKC").replace(/[\s\p{Cf}]/gu, "");
  if (seen.length > longestNumber) return [];
  const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(seen) ?? [];
  const read = (pattern: RegExp, prefix: string): readonly bigint[] => {
    const found = pattern.exec(digits)?.[1];
    return found === undefined ? [] : [BigInt(prefix + found)];
  };
  const fraction = Number(digits);
  const numbers = [
    ...read(/^0*(\d+)/, ""),
    ...read(/^(?:0?x|&h|#|\$)([\da-f]+)/i, "0x"),
    ...read(/^([\da-f]+)h$/i, "0x"),
    ...read(/^0o?([0-7]+)/i, "0o"),
    ...(Number.isSafeInteger(fraction) && digits !== "" ? [BigInt(fraction)] : []),
    ...(/^\d{1,3}(?:[.,'_]\d{3})+$/.test(digits) ? [BigInt(digits.replace(/\D/g, ""))] : []),
  ];
  const signed = numbers.map((number) => BigInt.asUintN(32, sign === "-" ? -number : number));
  return [...new Set(signed.map(Number))];
}

const plainPath = /^\/LM(?:\/[^/\\\p{Cc}]+)*$/iu;

/** True for a `Location` as IIS writes one. A blank at either end is one that a reader may drop. */
export function isPlainPath(path: string): boolean {
  return plainPath.test(path) && path === path.trim();
}

/** The location that a path may mean, however it is spelled; U+FFFD replaces what no location can contain. */
export function locationMeant(path: string): Location {
  const seen = path
    .replace(/^[\s\p{Cf}]+/u, "")
    .trimEnd()
    .replace(/[\\\uff0f\uff3c]/g, "/");
  const parts = seen === "." ? [] : seen.split("/").filter((part) => part !== "");
  if (foldCase(parts[0] ?? "") === "LM") parts.shift();
  return locationInPlaceOf(["", "LM", ...parts].join("/"));
}
