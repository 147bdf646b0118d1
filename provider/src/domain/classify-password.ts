import type { OpaqueReason } from "./credential";

/** The kind of a stored password's text, before anybody compares it. */
type ClassifiedPassword =
  | { readonly state: "empty" }
  | { readonly state: "opaque"; readonly reason: OpaqueReason }
  | { readonly state: "plain" };

/** "IcDb" in hexadecimal: what every value sealed by IIS 6 begins with. */
export const sealedMagic = "49634462";

// After the magic come two length words of eight digits, little-endian: the length of the whole and of the sealed text.
// An empty text takes six bytes (4, and 2 for its end), a fresh machine's 14 characters take 34.
const sealedEmptyLength = "06000000";

/**
 * Distinguishes the kinds of stored passwords, for a value that is known to be a STRING. Only `plain` may ever be
 * compared with a password, and only such a text may ever be written as one. The beginning alone decides, so that a
 * damaged sealed value is not treated as a password.
 */
export function classifyPassword(text: string): ClassifiedPassword {
  if (text === "") return { state: "empty" };
  const reason = opaqueReason(text);
  return reason === undefined ? { state: "plain" } : { state: "opaque", reason };
}

function opaqueReason(text: string): OpaqueReason | undefined {
  if (text.startsWith(sealedMagic)) {
    return text.slice(16, 24) === sealedEmptyLength ? "sealed-empty" : "sealed";
  }
  if (text.startsWith("[enc:") && text.endsWith(":enc]")) {
    return /^\[enc:(?:[^:]*:)?:enc\]$/.test(text) ? "sealed-empty" : "sealed";
  }
  if (text.startsWith("NOLONGERVALID")) return "exported";
  return text === "**********" ? "masked" : undefined;
}
