import type * as fastXmlParser from "fast-xml-parser";

/** What an independent parser reads in one element: its attributes in ordinal order, its children in the file's. */
export interface ParsedElement {
  readonly name: string;
  readonly attributes: Map<string, string>;
  children: readonly ParsedElement[];
}

/** Loaded with what is to be proved before it is written: who only reads does not wait for it. */
function newParser(): fastXmlParser.XMLParser {
  const { XMLParser } = require("fast-xml-parser") as typeof fastXmlParser;
  // Attribute names get a prefix, so that names such as __proto__ are ordinary ones.
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    trimValues: false,
    parseAttributeValue: false,
    parseTagValue: false,
    // Without it the parser leaves numeric references unresolved. The other named entities that it knows never get
    // here, because the scanner refuses them.
    htmlEntities: true,
    processEntities: {
      enabled: true,
      maxTotalExpansions: Number.MAX_SAFE_INTEGER,
      maxExpandedLength: Number.MAX_SAFE_INTEGER,
    },
  });
}

let parser: fastXmlParser.XMLParser | undefined;

/**
 * Parses one element with fast-xml-parser: for its meaning, never for positions. Text, comments and CDATA sections are
 * left out; a raw line break in a value comes as a line feed.
 *
 * @returns `undefined` where the parser does not find exactly one element
 */
export function parseElement(xml: string): ParsedElement | undefined {
  const elements = parsed(xml);
  return elements.length === 1 ? elements[0] : undefined;
}

// Many elements take a third of the time together; beyond this the parser slows down again.
const togetherAtMost = 1 << 16;

/** The same for many elements: parsed together, but so that none can take a part of the next. */
export function parseElements(xmls: readonly string[]): readonly (ParsedElement | undefined)[] {
  const all: (ParsedElement | undefined)[] = [];
  for (let first = 0; first < xmls.length;) {
    let end = first + 1;
    let length = xmls[first]?.length ?? 0;
    while (end < xmls.length && length < togetherAtMost) length += xmls[end++]?.length ?? 0;
    const some = xmls.slice(first, end);
    all.push(...(parsedTogether(some) ?? some.map(parseElement)));
    first = end;
  }
  return all;
}

/** @returns `undefined` where not each of them is exactly one element: which ones, their own parse shows */
function parsedTogether(xmls: readonly string[]): readonly ParsedElement[] | undefined {
  // With one less-than sign in each, there are as many elements as texts only if each is one.
  const areTags = xmls.every((xml) => xml.lastIndexOf("<") === 0);
  const elements = parsed(areTags ? xmls.join("") : xmls.map((xml) => `<one>${xml}</one>`).join(""));
  if (elements.length !== xmls.length) return undefined;
  if (areTags) return elements;
  const each = elements.flatMap(({ name, children }) =>
    name === "one" && children.length === 1 ? children : [],
  );
  return each.length === xmls.length ? each : undefined;
}

function parsed(xml: string): readonly ParsedElement[] {
  try {
    return childElements((parser ??= newParser()).parse(xml));
  } catch {
    // Its message may contain text of the file.
    return [];
  }
}

function childElements(nodes: unknown): readonly ParsedElement[] {
  const elements: ParsedElement[] = [];
  if (!Array.isArray(nodes)) return elements;
  for (const node of nodes as readonly unknown[]) {
    if (typeof node !== "object" || node === null) continue;
    let named: { readonly name: string; readonly content: unknown } | undefined;
    let attributes: unknown;
    for (const [property, value] of Object.entries(node) as [string, unknown][]) {
      if (property === ":@") attributes = value;
      else named ??= { name: property, content: value };
    }
    if (named === undefined || named.name.startsWith("#") || named.name.startsWith("?")) continue;
    elements.push({
      name: named.name,
      attributes: attributesOf(attributes),
      children: childElements(named.content),
    });
  }
  return elements;
}

function attributesOf(group: unknown): Map<string, string> {
  const attributes = new Map<string, string>();
  if (typeof group !== "object" || group === null) return attributes;
  for (const [name, value] of Object.entries(group)) attributes.set(name.slice(1), String(value));
  return attributes;
}

/** True where both elements mean the same; the order of attributes does not count, that of children does. */
export function sameElement(left: ParsedElement, right: ParsedElement): boolean {
  if (left.name !== right.name || left.attributes.size !== right.attributes.size) return false;
  for (const [name, value] of left.attributes) if (right.attributes.get(name) !== value) return false;
  return (
    left.children.length === right.children.length &&
    left.children.every((child, index) => {
      const twin = right.children[index];
      return twin !== undefined && sameElement(child, twin);
    })
  );
}
