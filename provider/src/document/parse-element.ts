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
  let parsed: unknown;
  try {
    parsed = (parser ??= newParser()).parse(xml);
  } catch {
    // Its message may contain text of the file.
    return undefined;
  }
  const elements = childElements(parsed);
  return elements.length === 1 ? elements[0] : undefined;
}

function childElements(nodes: unknown): readonly ParsedElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (typeof node !== "object" || node === null) return [];
    const properties = new Map<string, unknown>(Object.entries(node));
    const name = [...properties.keys()].find((property) => property !== ":@");
    if (name === undefined || name.startsWith("#") || name.startsWith("?")) return [];
    return [
      {
        name,
        attributes: attributesOf(properties.get(":@")),
        children: childElements(properties.get(name)),
      },
    ];
  });
}

function attributesOf(group: unknown): Map<string, string> {
  if (typeof group !== "object" || group === null) return new Map();
  return new Map(
    Object.entries(group).map(([name, value]): [string, string] => [name.slice(1), String(value)]),
  );
}

/** True where both elements mean the same; the order of attributes does not count, that of children does. */
export function sameElement(left: ParsedElement, right: ParsedElement): boolean {
  return (
    left.name === right.name &&
    left.attributes.size === right.attributes.size &&
    [...left.attributes].every(([name, value]) => right.attributes.get(name) === value) &&
    left.children.length === right.children.length &&
    left.children.every((child, index) => {
      const twin = right.children[index];
      return twin !== undefined && sameElement(child, twin);
    })
  );
}
