// What commits of the simulated administration objects make of an applicationHost.config, by other means than the code
// under test: everything that they do not concern stays byte for byte. IIS has a layout of its own, so compare trees.
"use strict";
const { parseXml } = require("@rgrove/parse-xml");
const { unescapeUnits } = require("./metabase-text.cjs");

/**
 * An element with what became of it. Of one that is new there is no `start`.
 *
 * @typedef {{ name: string, start?: number, end?: number, attributes: Map<string, string>, changed: Set<string>, children: Place[] }} Place
 */

/**
 * One unit a character, whatever the encoding: what is not touched comes back as it was.
 *
 * @param {Buffer} bytes
 */
function textOf(bytes) {
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  const wide = big || (bytes[0] === 0xff && bytes[1] === 0xfe);
  /** @param {string} text */
  const back = (text) => {
    if (!wide) return Buffer.from(text, "latin1");
    const encoded = Buffer.from(text, "utf16le");
    return big ? encoded.swap16() : encoded;
  };
  const ordered = big ? Buffer.from(bytes).swap16() : bytes;
  return { text: ordered.toString(wide ? "utf16le" : "latin1"), back };
}

/** @param {string} text */
function attributeText(text) {
  return Array.from(text, (character) =>
    /[\w .:;,/\\@~%[\]-]/.test(character) ? character : `&#${String(character.codePointAt(0))};`,
  ).join("");
}

/**
 * @param {any} element
 * @param {number} shift
 * @returns {Place}
 */
function placeOf(element, shift) {
  const inside = element.children.filter((/** @type {any} */ child) => child.type === "element");
  return {
    name: element.name,
    start: element.start + shift,
    end: element.end + shift,
    attributes: new Map(Object.entries(element.attributes)),
    changed: new Set(),
    children: inside.map((/** @type {any} */ child) => placeOf(child, shift)),
  };
}

/**
 * @param {Place} place
 * @param {string} indent
 * @returns {string}
 */
function rendered(place, indent) {
  const attributes = [...place.attributes].map(([name, value]) => ` ${name}="${attributeText(value)}"`);
  const tag = `${indent}<${place.name}${attributes.join("")}`;
  if (place.children.length === 0) return `${tag} />\r\n`;
  const inside = place.children.map((child) => rendered(child, `${indent}    `));
  return `${tag}>\r\n${inside.join("")}${indent}</${place.name}>\r\n`;
}

const attribute = /\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')/g;

/**
 * @param {string} text
 * @param {Place} place
 * @param {(start: number, end: number, text: string) => void} splice
 */
function edit(text, place, splice) {
  const { start = 0, end = 0 } = place;
  const tag =
    /^<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/.exec(text.slice(start, end))?.[0] ?? "";
  const added = place.children.filter((child) => child.start === undefined);
  const closes = tag.endsWith("/>");
  let opening = tag;
  if (place.changed.size > 0) {
    const left = new Map(place.attributes);
    opening = tag.replace(attribute, (whole, name, old) => {
      const value = left.get(name);
      left.delete(name);
      if (!place.changed.has(name)) return whole;
      return value === undefined ? "" : whole.slice(0, -old.length) + `"${attributeText(value)}"`;
    });
    const more = [...left].map(([name, value]) => ` ${name}="${attributeText(value)}"`);
    opening = opening.replace(/\s*\/?>$/, (tail) => more.join("") + tail);
  }
  const inside = added.map((child) => rendered(child, "    ")).join("");
  if (inside !== "" && closes) {
    opening = `${opening.replace(/\s*\/>$/, ">")}\r\n${inside}</${place.name}>`;
  }
  if (opening !== tag) splice(start, start + tag.length, opening);
  for (const child of place.children) if (child.start !== undefined) edit(text, child, splice);
  if (inside !== "" && !closes) {
    const at = text.lastIndexOf("</", end - 1);
    splice(at, at, inside);
  }
}

/**
 * What one line of a journal makes of a tree.
 *
 * @param {Place} root
 * @param {readonly string[]} words
 */
function apply(root, words) {
  for (const word of words) {
    const [verb, address = "", ...fields] = word.split(":");
    let place = root;
    for (const index of address.split("/").filter((each) => each !== "")) {
      const inner = place.children[Number(index)];
      if (inner === undefined) throw new Error("no such element");
      place = inner;
    }
    const [first = "", second = "", third = ""] = fields;
    if (verb === "add") {
      /** @type {Map<string, string>} */
      const attributes = new Map(first === "location" ? [["path", unescapeUnits(second)]] : []);
      place.children.push({ name: first, attributes, changed: new Set(), children: [] });
    } else if (verb === "remove") {
      place.attributes.delete(second);
      place.changed.add(second);
    } else {
      place.attributes.set(second, unescapeUnits(third));
      place.changed.add(second);
    }
  }
}

/**
 * @param {Buffer} bytes
 * @param {readonly string[]} lines
 */
function withLines(bytes, lines) {
  if (lines.length === 0) return bytes;
  const { text, back } = textOf(bytes);
  const head = /^(?:\ufeff|\u00ef\u00bb\u00bf)?(?:<\?xml[^>]*\?>)?/.exec(text)?.[0].length ?? 0;
  const element = parseXml(text.slice(head), { includeOffsets: true }).root;
  const root = placeOf(element, head);
  for (const line of lines) apply(root, line.split(" ").slice(1));
  /** @type {{ start: number, end: number, text: string }[]} */
  const splices = [];
  edit(text, root, (start, end, written) => splices.push({ start, end, text: written }));
  splices.sort((left, right) => right.start - left.start);
  return back(
    splices.reduce((whole, each) => whole.slice(0, each.start) + each.text + whole.slice(each.end), text),
  );
}

/**
 * The file after all that a journal notes.
 *
 * @param {Buffer} bytes
 * @param {string} journal
 * @param {readonly { readonly bytes: string }[]} replacements another administrator's files, in Base64
 * @returns {Buffer}
 */
function withCommits(bytes, journal, replacements) {
  let file = bytes;
  /** @type {string[]} */
  let lines = [];
  for (const line of journal.split(/\r?\n/)) {
    if (line.startsWith("commit ")) lines.push(line);
    const replaced = /^replaced (\d+)$/.exec(line);
    if (replaced === null) continue;
    lines = [];
    file = Buffer.from(replacements[Number(replaced[1])]?.bytes ?? "", "base64");
  }
  return withLines(file, lines);
}

/**
 * A sealed value without the start that makes equal texts different; any other as it is.
 *
 * @param {string} text
 */
const withoutStart = (text) => text.replace(/^(\[enc:[^:]*:)~[0-9a-f]*~([^]*:enc\])$/, "$1$2");

/**
 * A line of the journal as people read it: where, what, and each value, sealed ones without their start.
 *
 * @param {string} line
 */
function readableCommit(line) {
  if (line === "commit") return "commit nothing";
  if (!line.startsWith("commit ")) return line;
  const changes = line
    .split(" ")
    .slice(1)
    .map((word) => word.split(":"))
    .filter(([verb]) => verb !== "add")
    .map(([verb, , label = "", name = "", value = ""]) =>
      verb === "remove"
        ? `${unescapeUnits(label)} ${name} removed`
        : `${unescapeUnits(label)} ${name}=${withoutStart(unescapeUnits(value))}`,
    );
  return `commit ${changes.join("; ")}`;
}

module.exports = { readableCommit, withCommits, withoutStart };
