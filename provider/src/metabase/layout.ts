import type { MetabaseDocument } from "./document";
import type { AttributeSpan, KeyElement } from "./key-element";
import { readKeyElement } from "./key-element";

/** How an attribute is laid out: the white space before it, the text between name and value, its quotes. */
export interface Layout {
  readonly separator: string;
  readonly equals: string;
  readonly quote: string;
}

// Enough to show how a file is laid out, and few enough to look at for each batch of edits.
const sampledKeys = 500;

// How far from an element its surroundings reach; bounded, so that a file of one line costs no search for each edit.
const surroundings = 4096;

/** Decides how an inserted attribute is laid out; made once for each batch of edits. */
export class LayoutFinder {
  #usual: Layout | undefined;
  #lineBreak: string | undefined;

  constructor(private readonly document: MetabaseDocument) {}

  /** How this attribute is laid out in the file. */
  of(attribute: AttributeSpan): Layout {
    const { encoded } = this.document;
    return {
      separator: encoded.slice(attribute.before, attribute.nameStart),
      equals: encoded.slice(attribute.nameEnd, attribute.valueStart - 1),
      quote: encoded.slice(attribute.valueEnd, attribute.valueEnd + 1),
    };
  }

  /** How attributes are laid out in other keys, with the line breaks around this element. */
  usualNear(element: KeyElement): Layout {
    this.#usual ??= this.#learn();
    const { separator } = this.#usual;
    if (!separator.includes("\n")) return this.#usual;
    const lineBreak = this.#lineBreakNear(element);
    return { ...this.#usual, separator: separator.replaceAll("\n", lineBreak) };
  }

  /** The most frequent layout, its line breaks as `\n`. */
  #learn(): Layout {
    const found = new Map<string, { readonly layout: Layout; count: number }>();
    const { indexed } = this.document;
    for (let index = 0; index < sampledKeys; index += 1) {
      const key = indexed.key(index);
      if (key === undefined) break;
      for (const attribute of readKeyElement(this.document, key.element, false).attributes) {
        if (attribute.name === "Location") continue;
        const seen = this.of(attribute);
        const layout = { ...seen, separator: seen.separator.replace(/\r\n?/g, "\n") };
        const name = JSON.stringify(layout);
        const entry = found.get(name) ?? { layout, count: 0 };
        entry.count += 1;
        found.set(name, entry);
      }
    }
    const [most] = [...found.values()].sort((left, right) => right.count - left.count);
    if (most !== undefined) return most.layout;
    return { separator: this.#firstLineBreak() === "" ? " " : "\n\t\t", equals: "=", quote: '"' };
  }

  #lineBreakNear({ span }: KeyElement): string {
    const { encoded } = this.document;
    const inside = encoded.slice(span.start, Math.min(span.end, span.start + surroundings));
    const before = encoded.slice(Math.max(0, span.start - surroundings), span.start);
    return (
      lineBreakAt(inside, inside.indexOf("\n")) ??
      lineBreakAt(before, before.lastIndexOf("\n")) ??
      (this.#firstLineBreak() === "" ? "\n" : this.#firstLineBreak())
    );
  }

  /** Empty where the file is one line. */
  #firstLineBreak(): string {
    const { text } = this.document.encoded;
    this.#lineBreak ??= lineBreakAt(text, text.indexOf("\n")) ?? "";
    return this.#lineBreak;
  }
}

function lineBreakAt(text: string, index: number): string | undefined {
  if (index < 0) return undefined;
  return text.charAt(index - 1) === "\r" ? "\r\n" : "\n";
}
