// Kept outside the object, so that no inspection, serialisation or structured clone of it can reach the text.
const texts = new WeakMap<Secret, string>();

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A password. Every conversion prints `[secret]`; only `reveal()` gives the text. */
export class Secret {
  constructor(text: string) {
    texts.set(this, text);
    Object.freeze(this);
  }

  /** The text itself. Call it only where the text is compared, hashed, encoded or passed to a store. */
  reveal(): string {
    return texts.get(this) ?? "";
  }

  /** Exact: case, blanks and normalisation forms count. */
  equals(other: Secret): boolean {
    return this.reveal() === other.reveal();
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  valueOf(): string {
    return "[secret]";
  }

  [Symbol.toPrimitive](): string {
    return "[secret]";
  }

  [inspect](): string {
    return "[secret]";
  }
}
