import { createHmac, randomBytes } from "node:crypto";
import { classifyPassword, Secret, type OpaqueReason, type StoredPassword } from "../domain";

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
      return new OpaqueText(classified.reason, text);
    case "plain":
      return reveal ? new RevealedText(text) : new ComparableText(text);
  }
}

// Classes, since a snapshot may hold a hundred thousand of them: the hash is computed for those that are asked for it.
class OpaqueText {
  readonly state = "opaque";
  readonly #text: string;

  constructor(
    readonly reason: OpaqueReason,
    text: string,
  ) {
    this.#text = text;
  }

  get fingerprint(): string {
    return fingerprint(this.#text);
  }
}

class ComparableText {
  readonly state = "comparable";
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get fingerprint(): string {
    return fingerprint(this.#text);
  }

  matches(secret: Secret): boolean {
    return secret.reveal() === this.#text;
  }
}

class RevealedText extends ComparableText {
  readonly text: Secret;

  constructor(text: string) {
    super(text);
    this.text = new Secret(text);
  }
}

/** A value that can't be read as a text: sealed with keys that this machine lacks, or of another type. */
export const unreadablePassword: StoredPassword = {
  state: "opaque",
  reason: "unreadable",
  fingerprint: "unreadable",
};
