import fc from "fast-check";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { kinds, propertyTable, type Half } from "../../provider/src/domain";
import { readMetabase } from "../../provider/src/metabase";
import { fileEncodings, fileOf } from "../support/metabase-file";

const halves: readonly Half[] = ["userName", "password"];
const table = kinds.flatMap((kind) => halves.map((half) => ({ kind, half, ...propertyTable[kind][half] })));

const six = table.map(({ name }) => name);
const caseOf = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    name,
    name,
    name,
    name.toLowerCase(),
    name.toUpperCase(),
    `x:${name}`,
    `y:${name.toLowerCase()}`,
  );
const oneOf = (...names: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...names).chain(caseOf);

const number = fc
  .oneof(fc.constantFrom(...table.map(({ id }) => id)), fc.constantFrom(0, 1, 1002, 16021, 60210))
  .chain((id) =>
    fc.constantFrom(
      ...[
        String(id),
        String(id),
        String(id),
        `+${id}`,
        ` ${id}`,
        `${id} `,
        `0${id}`,
        `0x${id.toString(16)}`,
        `${id}.0`,
      ],
      ...[`${id}x`, `&#${String(id).charCodeAt(0)};${String(id).slice(1)}`],
    ),
  );
const nameText = fc.oneof(
  oneOf(...six),
  oneOf(...six).map((name) => ` ${name}`),
  number.map((id) => `UnknownName_${id}`),
  fc.constantFrom("", "Path", "AnonymousUser"),
);
const location = fc.constantFrom(
  ...["/LM/W3SVC", "/LM/W3SVC/1", "/lm/w3svc/1", "/LM/W3SVC/1/ROOT"],
  ...["\\LM\\W3SVC", "LM/W3SVC", "W3SVC/1", " /LM/W3SVC", "/LM/W3SVC/", "/LM//W3SVC", "/", ".", ""],
);

const attribute = fc.oneof(
  fc.tuple(oneOf(...six), fc.constantFrom("v", "")),
  fc.tuple(oneOf("ID"), number),
  fc.tuple(oneOf("Name"), nameText),
  fc.tuple(oneOf("Location"), location),
  fc.tuple(
    oneOf("Value", "Type", "Attributes", "Path", "xmlns:z"),
    fc.constantFrom("v", "STRING", "INHERIT", "SECURE"),
  ),
);

interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly Element[];
}

const element = (depth: number, names: fc.Arbitrary<string>): fc.Arbitrary<Element> =>
  fc.record({
    name: names,
    attributes: fc.uniqueArray(attribute, { maxLength: 4, selector: ([name]) => name }),
    children:
      depth === 0
        ? fc.constant([])
        : fc.array(element(depth - 1, depth === 1 ? anyName : oneOf("Custom", "Custom", "Group")), {
            maxLength: 2,
          }),
  });
const anyName = fc.oneof(oneOf("Custom", "Group"), oneOf(...six));
const document = fc
  .tuple(
    fc.array(element(2, oneOf("IIsWebServer", "IIsConfigObject", "Custom")), { maxLength: 3 }),
    fc.array(element(2, oneOf("IIsWebServer")), { maxLength: 1 }),
    fc.constantFrom("MBProperty", "mbproperty", "Other", "x:MBProperty"),
    fc.constantFrom(...fileEncodings),
  )
  .map(([keys, others, around, encoding]) => ({
    encoding,
    text: `<configuration><MBProperty>${keys.map(markup).join("")}</MBProperty><${around}>${others.map(markup).join("\n")}</${around}></configuration>`,
  }));

function markup({ name, attributes, children }: Element): string {
  const inside = attributes.map(([each, value]) => ` ${each}="${value}"`).join("");
  return `<${name}${inside}>${children.map(markup).join("")}</${name}>`;
}

const bare = (name: string): string =>
  name
    .slice(name.lastIndexOf(":") + 1)
    .trim()
    .toLowerCase();
const named = (name: string): readonly string[] => six.filter((each) => each.toLowerCase() === bare(name));
const numbered = (written: string): readonly string[] => {
  const number = Number(written.trim().replace(/(?:x|\.0)$/, ""));
  return table.filter(({ id }) => id === number).map(({ name }) => name);
};

/** What an independent parser finds that somebody could take for a property, and whether it stands as IIS writes it. */
interface Suspect {
  readonly names: ReadonlySet<string>;
  readonly isPlain: boolean;
}

function suspects(text: string): readonly Suspect[] {
  const found: Suspect[] = [];
  const around: SaxesTagPlain[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    const attributes = Object.entries(tag.attributes);
    const byAttribute = attributes.flatMap(([name]) => named(name));
    const byText = attributes.flatMap(([name, value]) => {
      if (bare(name) === "id") return numbered(value);
      if (bare(name) !== "name") return [];
      return [...named(value), ...numbered(/^unknownname_(.*)$/.exec(bare(value))?.[1] ?? "")];
    });
    const names = new Set([...named(tag.name), ...byAttribute, ...byText]);
    const [, section, key] = around;
    const isInKey =
      section?.name === "MBProperty" && /^\/LM(?:\/\w+)*$/i.test((key ?? tag).attributes["Location"] ?? "");
    const isExact = (...known: readonly string[]): boolean =>
      attributes.every(([name]) => known.includes(name) || !known.map(bare).includes(bare(name)));
    const isKey =
      around.length === 2 && byText.length === 0 && named(tag.name).length === 0 && !tag.name.includes(":");
    const { ID, Name } = tag.attributes;
    const isCustom =
      around.length === 3 &&
      key?.name.includes(":") === false &&
      tag.name === "Custom" &&
      byAttribute.length === 0 &&
      names.size === 1 &&
      tag.attributes["Location"] === undefined &&
      isExact("ID", "Name", "Value", "Type", "Attributes", "Location") &&
      (ID === undefined ? six.includes(Name ?? "") : /^[1-9]\d*$/.test(ID) && numbered(ID).length === 1);
    if (names.size > 0)
      found.push({
        names,
        isPlain: isInKey && (isKey ? isExact("Location", ...six) : isCustom),
      });
    around.push(tag);
  });
  parser.on("closetag", () => {
    around.pop();
  });
  parser.write(text).close();
  return found;
}

test("whatever somebody could take for one of the six properties is one, or makes a key ambiguous", () => {
  let odd = 0;
  fc.assert(
    fc.property(document, ({ text, encoding }) => {
      const { keys } = readMetabase(fileOf(text, encoding));
      const found = suspects(text);
      const known = table.flatMap(({ kind, half, name }) =>
        keys.some(({ values }) => values[kind]?.[half] !== undefined) ? [name] : [],
      );
      for (const { names } of found) expect(known).toEqual(expect.arrayContaining([...names]));
      if (found.every(({ isPlain }) => isPlain)) return;
      odd += 1;
      expect(keys.some(({ ambiguous }) => ambiguous !== undefined)).toBe(true);
    }),
    { numRuns: 800 },
  );
  expect(odd).toBeGreaterThan(200);
});
