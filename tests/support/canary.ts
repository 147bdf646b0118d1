import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { gunzipSync } from "node:zlib";

/** A password that must be found nowhere. Its two marks survive quoting as they are; the text between them does not. */
export interface Canary {
  readonly name: string;
  readonly text: string;
  readonly marks: readonly [head: string, tail: string];
}

/**
 * Makes one, as hard to handle as a password may be: quotes, markup, a blank, a backslash, a percent sign, characters
 * of two, three and four bytes.
 *
 * @param inside stands in the middle, for characters that not every place can hold
 */
export function canary(name: string, inside = ""): Canary {
  const mark = (side: string): string =>
    createHash("sha256")
      .update(`${side} ${name}`)
      .digest("base64")
      .replace(/[^A-Za-z]/g, "")
      .slice(0, 12);
  const marks = [mark("head"), mark("tail")] as const;
  return { name, marks, text: `${marks[0]}"&<é ${inside}\\'%>€\u{1f511}${marks[1]}` };
}

/** One place in which something could leak, with what was found there. */
export interface Evidence {
  readonly channel: string;
  readonly name: string;
  readonly content: string | Buffer;
}

type Encoder = (text: string) => string | Buffer;

const utf8 = (text: string): Buffer => Buffer.from(text);
const utf16le = (text: string): Buffer => Buffer.from(text, "utf16le");
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const units = (text: string, write: (unit: number) => string): string =>
  Array.from({ length: text.length }, (_, index) => write(text.charCodeAt(index))).join("");
const points = (text: string, write: (point: number) => string): string =>
  Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join("");
const bytes = (text: string, write: (byte: number) => string): string =>
  Array.from(utf8(text), write).join("");
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** Base64 as it stands in a longer one that begins so many bytes earlier: only what these bytes alone decide. */
function base64At(content: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), content])
    .toString("base64")
    .replace(/=+$/, "");
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + content.length) * 8) / 6));
}

/**
 * How a mark is looked for. A mark has letters only, so that what quotes or escapes by need (XML, JSON, URLs, shells)
 * leaves it clear; here are the ways that change letters, too. Case is ignored.
 */
const disguises: readonly Encoder[] = [
  (mark) => mark,
  utf16le,
  utf16be,
  ...[utf8, utf16le, utf16be].flatMap((encode) => [
    ...[0, 1, 2].map((offset) => (mark: string) => base64At(encode(mark), offset)),
    (mark: string) => encode(mark).toString("hex"),
  ]),
  (mark) => points(mark, (point) => `&#${String(point)};`),
  (mark) => points(mark, (point) => `&#x${hex(point, 2)};`),
  (mark) => bytes(mark, (byte) => `%${hex(byte, 2)}`),
  (mark) => units(mark, (unit) => `\\u${hex(unit, 4)}`),
  (mark) => bytes(mark, (byte) => `\\x${hex(byte, 2)}`),
  (mark) => utf8(mark).join(","),
];

/** Hashes without a key are as good as the text where passwords are short. */
const digests: readonly Encoder[] = ["md5", "sha1", "sha256", "sha512"].flatMap((algorithm) =>
  [utf8, utf16le].flatMap((encode) =>
    (["hex", "base64"] as const).map(
      (form) => (text: string) => createHash(algorithm).update(encode(text)).digest(form),
    ),
  ),
);

/** What a canary could be turned into on its way out: each of these must be found by `leaksIn`. */
export const encoders: Readonly<Record<string, Encoder>> = {
  clear: (text) => text,
  "upper case": (text) => text.toUpperCase(),
  "cut off": (text) => text.slice(0, 14),
  "its end": (text) => text.slice(-14),
  "XML, named": (text) =>
    text.replace(
      /[&<>"']/g,
      (found) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[found] ?? "&apos;",
    ),
  "XML, decimal": (text) => points(text, (point) => `&#${String(point)};`),
  "XML, hexadecimal": (text) => points(text, (point) => `&#x${hex(point, 2).toUpperCase()};`),
  JSON: (text) => JSON.stringify(text),
  "JSON, escaped whole": (text) => units(text, (unit) => `\\u${hex(unit, 4)}`),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)),
  "URL component": (text) => encodeURIComponent(text),
  "URL, escaped whole": (text) => bytes(text, (byte) => `%${hex(byte, 2).toUpperCase()}`),
  "escaped bytes": (text) => bytes(text, (byte) => `\\x${hex(byte, 2)}`),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64, one byte on": (text) => Buffer.from(`:${text}`).toString("base64"),
  "base64, two bytes on": (text) => Buffer.from(`::${text}:`).toString("base64"),
  base64url: (text) => Buffer.from(`u:${text}`).toString("base64url"),
  "base64 in lines": (text) => utf8(`:${text}`).toString("base64").replace(/.{8}/g, "$&\r\n"),
  "base64 of UTF-16LE": (text) => utf16le(`u:${text}`).toString("base64"),
  "base64 of UTF-16BE": (text) => utf16be(text).toString("base64"),
  hex: (text) => Buffer.from(text).toString("hex"),
  "hex, capitals": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "hex of UTF-16LE": (text) => utf16le(text).toString("hex"),
  "an inspected buffer": (text) => inspect(utf8(text)),
  "an inspected array of bytes": (text) => inspect(new Uint8Array(utf8(text))),
  "a buffer in JSON": (text) => JSON.stringify(utf8(text)),
  "UTF-16LE": utf16le,
  "UTF-16BE": utf16be,
  MD5: (text) => createHash("md5").update(text).digest("hex"),
  "SHA-1 of UTF-16LE": (text) => createHash("sha1").update(utf16le(text)).digest("base64"),
  "SHA-256": (text) => createHash("sha256").update(text).digest("hex"),
};

const lowered = (content: string | Buffer): string =>
  (typeof content === "string" ? Buffer.from(content) : content).toString("latin1").toLowerCase();

const needles = new WeakMap<Canary, readonly string[]>();

function needlesOf(canary: Canary): readonly string[] {
  let known = needles.get(canary);
  if (known === undefined) {
    known = [
      ...canary.marks.flatMap((mark) => disguises.map((disguise) => lowered(disguise(mark)))),
      ...digests.map((digest) => lowered(digest(canary.text))),
    ];
    needles.set(canary, known);
  }
  return known;
}

/** Which canaries a text or file holds, in whatever disguise; compressed content is looked into. */
export function leaksIn(content: string | Buffer, canaries: readonly Canary[]): readonly string[] {
  const compressed = typeof content !== "string" && content[0] === 0x1f && content[1] === 0x8b;
  const searched = lowered(compressed ? gunzipSync(content) : content);
  // Long values come in lines and columns.
  const joined = searched.replace(/\s+/g, "");
  return canaries
    .filter((canary) =>
      needlesOf(canary).some((needle) => searched.includes(needle) || joined.includes(needle)),
    )
    .map(({ name }) => name);
}

/** Every place that holds a canary: `channel, name: which canaries`. */
export function leaks(evidence: Iterable<Evidence>, canaries: readonly Canary[]): readonly string[] {
  return [...evidence].flatMap(({ channel, name, content }) => {
    const found = [...new Set([...leaksIn(name, canaries), ...leaksIn(content, canaries)])];
    return found.length === 0 ? [] : [`${channel}, ${name}: ${found.join(", ")}`];
  });
}
