import { createHmac, randomBytes } from "node:crypto";
import { classifyPassword, Secret, type StoredPassword } from "../domain";

// It belongs to this process: a fingerprint means nothing outside it.
const processKey = randomBytes(32);

/** A keyed hash of a value, to compare two values of this process without keeping either. */
export function fingerprint(text: string): string {
  return createHmac("sha256", processKey).update(text, "utf16le").digest("base64");
}

/** Wraps a stored text according to its kind; the text itself stays out of reach unless `reveal` asks for it. */
export function storedPassword(text: string, reveal: boolean): StoredPassword {
  const classified = classifyPassword(text);
  switch (classified.state) {
    case "empty":
      return { state: "empty" };
    case "opaque":
      return {
        state: "opaque",
        reason: classified.reason,
        get fingerprint() {
          return fingerprint(text);
        },
      };
    case "plain":
      return {
        state: "comparable",
        get fingerprint() {
          return fingerprint(text);
        },
        matches: (secret) => secret.reveal() === text,
        ...(reveal ? { text: new Secret(text) } : {}),
      };
  }
}

/** A value that can't be read as a text: sealed with keys that this machine lacks, or of another type. */
export const unreadablePassword: StoredPassword = {
  state: "opaque",
  reason: "unreadable",
  fingerprint: "unreadable",
};
