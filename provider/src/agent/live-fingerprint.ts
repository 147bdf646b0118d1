import { createHmac } from "node:crypto";

/**
 * The keyed hash by which the agent reports a password: HMAC-SHA256 over the text's UTF-16LE bytes, in lower-case
 * hexadecimal. The key is random and belongs to one store: a fingerprint means nothing outside it.
 *
 * @param key in hexadecimal
 */
export function liveFingerprint(key: string, text: string): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(text, "utf16le").digest("hex");
}
