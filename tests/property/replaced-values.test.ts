import { parseXml, XmlElement, type XmlDocument } from "@rgrove/parse-xml";
import fc from "fast-check";
import { escapeValue, openText, parseElement, tagOfReplaced } from "../../provider/src/document";
import { fileEncodings, fileOf, type FileEncoding } from "../support/metabase-file";

const names = ["UNCUserName", "UNCPassword"] as const;

// What looks like an attribute, and what may hide one or end one.
const snippet = fc.constantFrom(
  ...["UNCPassword=", "UNCPassword='x'", 'UNCPassword="x"', "UNCUserName", "=", "'", '"', ">", "/>", "<"],
  ...["-->", "&amp;", "&#65;", " ", "\r\n", "é", "😀", "new", "q", ""],
);
const text = fc.array(snippet, { maxLength: 4 }).map((snippets) => snippets.join(""));

const quoted = fc
  .tuple(fc.constantFrom('"', "'"), text)
  .map(([quote, value]) => `${quote}${value.replaceAll(quote, "").replaceAll("<", "")}${quote}`);

const attribute = fc
  .tuple(
    fc.constantFrom(...names, "Path", "XUNCPassword", "UNCPasswordX"),
    fc.constantFrom("=", " =", "=\n"),
    quoted,
  )
  .map(([name, equals, value]) => ({ name, markup: `${name}${equals}${value}` }));

const content = fc.oneof(
  text.map((inside) => `<!-- ${inside.replaceAll("-", "")} -->`),
  text.map((inside) => `<![CDATA[${inside.replaceAll(">", "")}]]>`),
  attribute.map(({ markup }) => `<Custom ${markup}/>`),
  quoted.map((value) => `text ${value.replaceAll(">", "")}`),
);

const element = fc
  .tuple(
    fc.uniqueArray(attribute, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
    fc.array(content, { maxLength: 3 }),
  )
  .map(
    ([attributes, contents]) =>
      `<K Location="/LM/A" ${attributes.map(({ markup }) => markup).join(" ")}>${contents.join("")}</K>`,
  );

/** The text with what is between two quotes behind a name exchanged, wherever that is; or any part of it. */
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.constantFrom(...names), occurrence: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ start: fc.nat(150), length: fc.nat(8) }) },
);

type How = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function edited(was: string, how: How, value: string): string {
  if ("start" in how) return `${was.slice(0, how.start)}${value}${was.slice(how.start + how.length)}`;
  const places = [...was.matchAll(new RegExp(`${how.name}\\w*\\s*=\\s*(["'])(.*?)\\1`, "dgs"))];
  const place = places[how.occurrence % Math.max(places.length, 1)]?.indices?.[2];
  return place === undefined ? was : `${was.slice(0, place[0])}${value}${was.slice(place[1])}`;
}

const asked = fc.constantFrom("new", "q", "", "a'b", 'a"b', "<&>", "UNCPassword", " x ", "é😀");

/** Whether the bytes, and what an independent parser reads in one tag, are taken for a proof. */
function isProven(was: string, is: string, wanted: ReadonlyMap<string, string>, as: FileEncoding): boolean {
  const part = (of: string) => {
    const encoded = openText(fileOf(of, as), 10_000);
    return { encoded, span: { start: 0, end: encoded.text.length } };
  };
  const tag = tagOfReplaced(part(was), part(is), [...wanted.keys()]);
  const found = tag === undefined ? undefined : parseElement(tag);
  return [...wanted].every(([name, value]) => found?.attributes.get(name) === value);
}

describe("an edit is not proven by one tag that is made", () => {
  const wanted = new Map([["UNCPassword", "new"]]);
  const both = new Map([...wanted, ["UNCUserName", "y"]]);

  const rows: readonly (readonly [what: string, was: string, is: string, values?: typeof wanted])[] = [
    ["in a comment", '<K a="b"><!-- UNCPassword="old" --></K>', '<K a="b"><!-- UNCPassword="new" --></K>'],
    ["in an element inside", '<K><C UNCPassword="old"/></K>', '<K><C UNCPassword="new"/></K>'],
    ["in a text", '<K a="b">UNCPassword="old"</K>', '<K a="b">UNCPassword="new"</K>'],
    ["in another value", `<K a='UNCPassword="old"'/>`, `<K a='UNCPassword="new"'/>`],
    [
      "in another value, before attributes that are as asked",
      `<K a='UNCPassword="old"' UNCPassword="new" UNCUserName="x"/>`,
      `<K a='UNCPassword="new"' UNCPassword="new" UNCUserName="y"/>`,
      both,
    ],
    ["in an attribute of a longer name", '<K XUNCPassword="old"/>', '<K XUNCPassword="new"/>'],
    ["before it, too", '<K a="b" UNCPassword="old"/>', '<K a="c" UNCPassword="new"/>'],
    ["behind it, too", '<K UNCPassword="old" a="b"/>', '<K UNCPassword="new" a="c"/>'],
    ["inside the element, too", '<K UNCPassword="old"><a/></K>', '<K UNCPassword="new"><b/></K>'],
    [
      "between two of them, too",
      '<K UNCPassword="old" a="b" UNCUserName="x"/>',
      '<K UNCPassword="new" a="c" UNCUserName="y"/>',
      both,
    ],
    ["with another value", '<K UNCPassword="old"/>', '<K UNCPassword="New"/>'],
    ["with a value that is escaped twice", '<K UNCPassword="old"/>', '<K UNCPassword="&amp;#110;ew"/>'],
    ["in other quotes", '<K UNCPassword="old"/>', "<K UNCPassword='new'/>"],
    ["by a new attribute", '<K a="b"/>', '<K UNCPassword="new" a="b"/>'],
    ["spelled in another way", '<K uncPassword="old"/>', '<K uncPassword="new"/>'],
    [
      "named again in another value",
      '<K UNCPassword="old" a="UNCPassword"/>',
      '<K UNCPassword="new" a="UNCPassword"/>',
    ],
    [
      "named again behind the tag",
      '<K UNCPassword="old"><UNCPassword/></K>',
      '<K UNCPassword="new"><UNCPassword/></K>',
    ],
  ];
  const cases = rows.map(([what, was, is, values = wanted]) => ({ what, was, is, values }));
  test.each(cases)("$what", ({ was, is, values }) => {
    expect(reading(is)).toBeDefined();
    expect(isProven(was, is, values, "utf-8")).toBe(false);
  });
});

test.each([
  ["no blank is before it", `<K a='b'UNCPassword="old"/>`],
  ["a value is in no quotes", '<K a=b UNCPassword="old"/>'],
  ["an attribute has no value", '<K a UNCPassword="old"/>'],
  ["a value holds a less-than sign", '<K a="<" UNCPassword="old"/>'],
  ["it is no start tag", '<!-- a="b" UNCPassword="old"/>'],
  ["a no-break space is before it", '<K a="b"\u00a0UNCPassword="old"/>'],
])("nor where %s", (_, was) => {
  const values = new Map([["UNCPassword", "new"]]);
  for (const as of fileEncodings) expect(isProven(was, was.replace("old", "new"), values, as)).toBe(false);
});

/** What parse-xml, which knows nothing of us, reads; `undefined` where it is not XML. */
function reading(xml: string): XmlDocument | undefined {
  try {
    return parseXml(xml, { preserveCdata: true, preserveComments: true });
  } catch {
    return undefined;
  }
}

function afterwards(was: XmlDocument, wanted: ReadonlyMap<string, string>): unknown {
  const root = was.root ?? new XmlElement("none");
  for (const [name, value] of wanted) root.attributes[name] = value;
  return plain(was);
}

const plain = (document: XmlDocument): unknown => JSON.parse(JSON.stringify(document));

test("what the bytes and one tag prove of an edited key, a whole reading of both texts finds as well", () => {
  let proven = 0;
  fc.assert(
    fc.property(
      element,
      fc.array(fc.tuple(edit, asked), { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...fileEncodings),
      (was, edits, as) => {
        let is = was;
        const wanted = new Map<string, string>();
        for (const [how, value] of edits) {
          is = edited(is, how, escapeValue(value));
          wanted.set("name" in how ? how.name : "UNCPassword", value);
        }
        const [before, after] = [reading(was), reading(is)];
        fc.pre(before !== undefined && after !== undefined);
        const ordered = new Map([...wanted].sort(([left], [right]) => (left < right ? -1 : 1)));
        if (!isProven(was, is, ordered, as)) return;
        proven += 1;
        expect(plain(after)).toEqual(afterwards(before, wanted));
      },
    ),
    { numRuns: 3000 },
  );
  expect(proven).toBeGreaterThan(100);
});
