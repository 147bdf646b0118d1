import fc from "fast-check";
import type { Markup } from "./apphost-markup";

/** How a document is laid out: nothing of it changes what the document says. */
export interface Layout {
  readonly eol: "\n" | "\r\n";
  readonly indent: string;
  readonly encoding: "utf-8" | "utf-8 with a mark" | "utf-16le" | "utf-16be";
  readonly declaration: boolean;
  readonly finalNewline: boolean;
  /** Decides everything that differs from element to element. */
  readonly seed: number;
}

/** Any layout. UTF-16 needs no declaration: the mark says it. */
export const randomLayout: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom("\n" as const, "\r\n" as const),
  indent: fc.constantFrom("    ", "  ", "\t", ""),
  encoding: fc.constantFrom(
    "utf-8" as const,
    "utf-8 with a mark" as const,
    "utf-16le" as const,
    "utf-16be" as const,
  ),
  declaration: fc.boolean(),
  finalNewline: fc.boolean(),
  seed: fc.nat(),
});

const comments: readonly string[] = [
  ' <location path="Default Web Site" overrideMode="Allow"><system.webServer><asp /></system.webServer></location> ',
  '<site name="No" id="1"><application path="/"><virtualDirectory path="/" userName="no" password="no" />',
  "</sites></system.applicationHost>",
  '<anonymousAuthentication userName="no" ',
  "\" ' ]]> <![CDATA[ &no; ",
  '<add name="No"><processModel userName="no" password="no" /></add>',
];

/** Whole numbers below a bound, the same ones for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = (seed ^ 0x5bd1e995) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function written(value: string, quote: string, roll: (below: number) => number): string {
  return Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const mustRefer = character === quote || "&<\t\n\r".includes(character);
    const names: Readonly<Record<string, string>> = {
      "&": "&amp;",
      "<": "&lt;",
      ">": "&gt;",
      '"': "&quot;",
      "'": "&apos;",
    };
    const name = names[character];
    if (name !== undefined && (mustRefer || roll(2) === 0) && roll(3) > 0) return name;
    if (!mustRefer && roll(25) > 0) return character;
    return roll(2) === 0 ? `&#${String(code)};` : `&#x${code.toString(16)};`;
  }).join("");
}

/** Writes a document in an odd but well-formed way. */
export function oddText(root: Markup, layout: Layout): string {
  const { eol, indent } = layout;
  const roll = dice(layout.seed);
  const pick = <Value>(values: readonly [Value, ...Value[]]): Value =>
    values[roll(values.length)] ?? values[0];
  const comment = (): string => `<!--${comments[roll(comments.length)] ?? ""}-->`;
  const line = (depth: number): string => eol + indent.repeat(depth);
  const between = (depth: number): string => {
    const parts = [roll(12) === 0 ? "" : line(depth)];
    if (roll(10) === 0) parts.push(comment(), line(depth));
    if (roll(15) === 0) parts.unshift(eol);
    return parts.join("");
  };
  const write = ({ name, attributes, children }: Markup, depth: number): string => {
    // Their order has no meaning in XML.
    const ordered = roll(8) === 0 ? [...attributes].reverse() : attributes;
    const pairs = ordered.map(([key, value]) => {
      const quote = roll(5) === 0 ? "'" : '"';
      const space = roll(12) === 0 ? pick(["\t", "  ", line(depth + 1)]) : " ";
      const equals = roll(15) === 0 ? pick([" = ", "= ", " ="]) : "=";
      return space + key + equals + quote + written(value, quote, roll) + quote;
    });
    const start = `<${name}${pairs.join("")}`;
    if (children.length === 0)
      return (
        start +
        (roll(4) > 0 ? " />" : pick(["/>", `></${name}>`, `>${line(depth)}</${name}>`, `></${name} >`]))
      );
    const inner = children.map((child) => between(depth + 1) + write(child, depth + 1)).join("");
    return `${start}>${inner}${between(depth)}</${name}>`;
  };
  const encoding = layout.encoding.startsWith("utf-16") ? "UTF-16" : "UTF-8";
  const declaration = pick([`<?xml version="1.0" encoding="${encoding}"?>`, "<?xml version='1.0'?>"]);
  return [
    layout.declaration ? declaration + pick([eol, ""]) : "",
    roll(2) === 0 ? comment() + pick([eol, ""]) : "",
    write(root, 0),
    roll(6) === 0 ? eol + comment() : "",
    layout.finalNewline ? eol : "",
  ].join("");
}

/** A text in the bytes of a file; UTF-16 begins with its mark. */
export function encoded(text: string, encoding: Layout["encoding"]): Buffer {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text, "utf8");
    case "utf-8 with a mark":
      return Buffer.from(`\ufeff${text}`, "utf8");
    case "utf-16le":
      return Buffer.from(`\ufeff${text}`, "utf16le");
    case "utf-16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  }
}
