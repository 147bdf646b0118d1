// What a MetaBase.xml holds, and a change in its text, by other means than the code under test: the simulator's file.
"use strict";
const { parseXml } = require("@rgrove/parse-xml");

/** Names and numbers of the properties that the simulator knows. */
const ids = {
  AnonymousUserName: 6020,
  AnonymousUserPass: 6021,
  WAMUserName: 7501,
  WAMUserPass: 7502,
  UNCUserName: 3002,
  UNCPassword: 3003,
  AnonymousPasswordSync: 6022,
  AppPoolIdentityType: 9021,
  LogonMethod: 6013,
  IIs5IsolationModeEnabled: 9203,
  AuthFlags: 6000,
  AllowAnonymous: 5005,
  Path: 3001,
  AppPoolId: 9101,
  AppIsolated: 2104,
  ServerComment: 1015,
  ServerBindings: 1023,
  SecureBindings: 2021,
};
const names = Object.keys(ids);

/** @param {string} text */
const escapeUnits = (text) =>
  text.replace(/[^0-9A-Za-z_./-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** @param {string} text */
const unescapeUnits = (text) =>
  text.replace(/%([0-9a-f]{4})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));

/** @typedef {{ name: string, attributes: Record<string, string>, children: readonly any[], start: number, end: number }} Element */

/**
 * @param {string} xml without a byte order mark
 * @returns {readonly Element[]}
 */
function keyElements(xml) {
  const root = parseXml(xml, { includeOffsets: true }).root;
  const property = /** @type {any} */ (root)?.children.find(
    (/** @type {any} */ child) => child.name === "MBProperty",
  );
  return property.children.filter(
    (/** @type {any} */ child) => child.type === "element" && child.attributes.Location?.startsWith("/LM"),
  );
}

/** @param {Element} element */
const customsOf = (element) =>
  element.children.filter((child) => child.type === "element" && child.name === "Custom");

/**
 * The keys with what the simulator knows of them, one line a key or a value.
 *
 * @param {string} xml
 */
function listing(xml) {
  // Never empty: Wine's text streams fail on an empty file.
  const lines = ["listing"];
  /** @type {Map<string, number>} */
  const seen = new Map();
  const elements = keyElements(xml);
  for (const { attributes } of elements) {
    const key = (attributes["Location"] ?? "").toUpperCase();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  for (const element of elements) {
    const location = element.attributes["Location"] ?? "";
    // No memory holds a key twice: what a file says twice can't be read.
    const twice = (seen.get(location.toUpperCase()) ?? 0) > 1;
    lines.push(`key ${escapeUnits(location)} ${element.name}`);
    for (const name of names) {
      const value = element.attributes[name];
      if (value !== undefined)
        lines.push(`value ${name} ${twice ? "unreadable" : "inherit"} =${escapeUnits(value)}`);
    }
    for (const { attributes } of customsOf(element)) {
      const name = names.find(
        (each) => String(ids[/** @type {keyof typeof ids} */ (each)]) === attributes.ID,
      );
      if (name === undefined) continue;
      const readable = !twice && attributes.Type !== "BINARY";
      const inherit = /\bINHERIT\b/.test(attributes.Attributes) ? "inherit" : "own";
      lines.push(
        `value ${name} ${readable ? inherit : "unreadable"} =${escapeUnits(attributes.Value ?? "")}`,
      );
    }
  }
  return lines.join("\n");
}

/** @param {string} text */
function attributeText(text) {
  return Array.from(text, (character) => {
    if (/[\w .:;,/\\@-]/.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const allowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && !/[\ud800-\udfff\ufffe\uffff]/.test(character[0] === character ? character : " "));
    if (!allowed) throw new Error("no XML can hold this value");
    return `&#${String(code)};`;
  }).join("");
}

/**
 * The file's text after one write.
 *
 * @param {string} xml
 * @param {string} location
 * @param {string} name
 * @param {string | undefined} value undefined: removed
 * @returns {string}
 */
function withValue(xml, location, name, value) {
  const element = keyElements(xml).find(
    ({ attributes }) => attributes["Location"]?.toUpperCase() === location.toUpperCase(),
  );
  const written = value === undefined ? "" : `${name}="${attributeText(value)}"`;
  if (element === undefined) {
    const key = `<IIsConfigObject\tLocation ="${attributeText(location)}"\n\t\t${written}\n\t>\n</IIsConfigObject>\n`;
    return xml.replace("</MBProperty>", () => `${key}</MBProperty>`);
  }
  const custom = customsOf(element).find(
    ({ attributes }) => attributes.ID === String(ids[/** @type {keyof typeof ids} */ (name)]),
  );
  if (custom !== undefined) {
    const text = xml.slice(custom.start, custom.end);
    if (value !== undefined && custom.attributes.Type === "STRING") {
      const changed = text.replace(
        /\bValue\s*=\s*(?:"[^"]*"|'[^']*')/,
        () => `Value="${attributeText(value)}"`,
      );
      return xml.slice(0, custom.start) + changed + xml.slice(custom.end);
    }
    const without = xml.slice(0, custom.start).replace(/\s*$/, "") + xml.slice(custom.end);
    return value === undefined ? without : withValue(without, location, name, value);
  }
  const whole = xml.slice(element.start, element.end);
  const tag = /^<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/.exec(whole)?.[0] ?? "";
  const attribute = new RegExp(`\\s+${name}\\s*=\\s*(?:"[^"]*"|'[^']*')`);
  const changed = attribute.test(tag)
    ? tag.replace(attribute, (old) =>
        value === undefined ? "" : `${/^\s+/.exec(old)?.[0] ?? " "}${written}`,
      )
    : value === undefined
      ? tag
      : tag.replace(/\s*\/?>$/, (end) => `\n\t\t${written}${end}`);
  return xml.slice(0, element.start) + changed + xml.slice(element.start + tag.length);
}

const head = "<configuration><MBProperty>";
const tail = "</MBProperty></configuration>";

/**
 * The file's text after all that a journal notes.
 *
 * @param {string} xml may begin with a byte order mark
 * @param {string} journal
 */
function withJournal(xml, journal) {
  const mark = xml.startsWith("\ufeff") ? "\ufeff" : "";
  /** @type {Map<string, string | undefined>} */
  const last = new Map();
  for (const line of journal.split(/\r?\n/)) {
    const [what, location = "", name = "", value = ""] = line.split(" ");
    const place = `${location} ${name}`;
    if (what === "set") last.set(place, unescapeUnits(value.slice(1)));
    if (what === "remove") last.set(place, undefined);
  }
  let text = xml.slice(mark.length);
  /** @type {Map<string, Element>} */
  const elements = new Map();
  for (const element of [...keyElements(text)].reverse()) {
    elements.set((element.attributes["Location"] ?? "").toUpperCase(), element);
  }
  /** @type {Map<Element, string>} */
  const changed = new Map();
  for (const [place, value] of last) {
    const [escapedLocation = "", name = ""] = place.split(" ");
    const location = unescapeUnits(escapedLocation);
    const element = elements.get(location.toUpperCase());
    if (element === undefined) continue;
    // Each key's element alone: a whole file is slow to parse for every change.
    const alone = head + (changed.get(element) ?? text.slice(element.start, element.end)) + tail;
    changed.set(element, withValue(alone, location, name, value).slice(head.length, -tail.length));
    last.delete(place);
  }
  for (const [{ start, end }, whole] of [...changed].sort(([left], [right]) => right.start - left.start)) {
    text = text.slice(0, start) + whole + text.slice(end);
  }
  // Keys that the file does not have yet.
  for (const [place, value] of last) {
    const [location = "", name = ""] = place.split(" ");
    text = withValue(text, unescapeUnits(location), name, value);
  }
  return mark + text;
}

module.exports = { listing, withJournal, unescapeUnits };
