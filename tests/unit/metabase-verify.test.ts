import { XMLParser } from "fast-xml-parser";
import { parseLocation } from "../../provider/src/domain";
import { applyEdits, parseElement, parseElements } from "../../provider/src/document";
import { planEdits, readMetabase, verifyEdits, type KeyChange } from "../../provider/src/metabase";
import { errorOf, fileEncodings, fileOf, metabaseOf } from "../support/metabase-file";

const location = parseLocation("A");
const file = metabaseOf(
  '<K Location="/LM/B" UNCPassword="b"/>',
  '<K Location="/LM/A" Path="p" UNCPassword="CANARY1" UNCUserName="u"><Custom ID="6020" Type="STRING" Value="i" Attributes="INHERIT"/></K>',
  '<K Location="/LM/C" UNCPassword="c"/>',
);
const changes: KeyChange[] = [{ location, kind: "unc", password: { set: "CANARY2&lt;" } }];
const good = file.replace("CANARY1", "CANARY2&amp;lt;");

test.each(fileEncodings)("what was asked passes, in %s", (encoding) => {
  const document = readMetabase(fileOf(file, encoding));
  const after = applyEdits(document, planEdits(document, changes));
  expect(Buffer.from(after).equals(fileOf(good, encoding))).toBe(true);
  expect(() => {
    verifyEdits(document, after, changes);
  }).not.toThrow();
});

/** The same, with both its neighbours edited: what parses keys together must still tell each from the next. */
const inStep = (at: string): KeyChange => ({
  location: parseLocation(at),
  kind: "unc",
  password: { set: "n" },
});
const several: readonly KeyChange[] = [inStep("B"), ...changes, inStep("C")];
const goodOfSeveral = (text: string): string => text.replace('"b"', '"n"').replace('"c"', '"n"');

test.each([
  ["another value", file.replace('"p"', '"q"')],
  ["a lost attribute", file.replace(' Path="p"', "")],
  ["a new child", file.replace("</K>", "<X/></K>")],
])("where a change asks for nothing, its key is proven all the same: %s", (_, after) => {
  const document = readMetabase(fileOf(file));
  const nothing: readonly KeyChange[] = [{ location, kind: "unc" }];
  expect(errorOf(() => verifyEdits(document, fileOf(after), nothing)).code).toBe("E_VERIFY");
  expect(() => {
    verifyEdits(document, fileOf(file), nothing);
  }).not.toThrow();
});

describe("a planted fault is found:", () => {
  test.each([
    ["nothing was edited", file],
    ["a value escaped too little", file.replace("CANARY1", "CANARY2&lt;")],
    ["a value escaped twice", file.replace("CANARY1", "CANARY2&amp;amp;lt;")],
    ["a raw ampersand", file.replace("CANARY1", "CANARY2&amp;lt; &")],
    ["another value", good.replace("CANARY2", "CANARY3")],
    ["a blank at its end", good.replace("lt;", "lt; ")],
    ["a neighbouring attribute", good.replace('"p"', '"q"')],
    ["a neighbouring credential", good.replace('"u"', '"v"')],
    ["a Custom's value", good.replace('"i"', '"j"')],
    ["a Custom's flags", good.replace("INHERIT", "SECURE")],
    ["a Custom's other attribute", good.replace('"STRING"', '"STRING" UserType="1"')],
    ["a lost attribute", good.replace(' Path="p"', "")],
    ["a new attribute", good.replace(' Path="p"', ' Path="p" Q="r"')],
    ["a new child", good.replace("</K>", "<Custom ID='1'/></K>")],
    ["the key's type", good.replace('<K Location="/LM/A"', '<L Location="/LM/A"').replace("</K>", "</L>")],
    ["the key's location", good.replace("/LM/A", "/LM/a")],
    ["a twin of the value", good.replace("</K>", '<Custom ID="3003" Type="STRING" Value="x"/></K>')],
    ["the key before it", good.replace('"b"', '"x"')],
    ["the key behind it", good.replace('"c"', '"x"')],
    ["a lost key", good.replace('<K Location="/LM/C" UNCPassword="c"/>', "")],
    ["a new key", good.replace("</MBProperty>", '<K Location="/LM/D"/></MBProperty>')],
    [
      "two keys in each other's place",
      good.replace("/LM/B", "/LM/X").replace("/LM/C", "/LM/B").replace("/LM/X", "/LM/C"),
    ],
    ["white space between keys", good.replace("/>\n<K", "/> \n<K")],
    ["the end of the file", good.trimEnd()],
    ["a truncated file", good.slice(0, -20)],
    ["an empty file", ""],
  ])("%s", (_, after) => {
    expect(after === good).toBe(false);
    const document = readMetabase(fileOf(file));
    const error = errorOf(() => {
      verifyEdits(document, fileOf(after), changes);
    });
    expect(error.code).toBe("E_VERIFY");
    expect(error.message).not.toContain("CANARY");
    const together = errorOf(() => {
      verifyEdits(document, fileOf(goodOfSeveral(after)), several);
    });
    expect(together.code).toBe("E_VERIFY");
    expect(together.message).not.toContain("CANARY");
  });
});

test("many edited keys are proved by few parses, of nothing but the new values, each once", () => {
  const children = '<Custom ID="1" Type="STRING" Value="v" Attributes="INHERIT"/>'.repeat(20);
  const keys = Array.from(
    { length: 200 },
    (_, at) => `<K Location="/LM/${at}" UNCPassword="p" Zone="z">${children}</K>`,
  );
  const document = readMetabase(fileOf(metabaseOf(...keys)));
  const all = keys.map((_, at) => ({ ...inStep(String(at)), password: { set: `<${at % 3}>` } }));
  const after = applyEdits(document, planEdits(document, all));
  const parse = jest.spyOn(XMLParser.prototype, "parse");
  verifyEdits(document, after, all);
  expect(parse.mock.calls).toEqual([
    [["0", "1", "2"].map((value) => `<K UNCPassword="&lt;${value}&gt;"/>`).join("")],
  ]);
  parse.mockRestore();
});

test("what is not exactly one element is found among others, and they are not", () => {
  const odd = ["", "text", "<a/><b/>", "<a>", "</a>", "<a/></one><one><b/>", "</one>", "<one/><one/>"];
  for (const each of odd)
    expect(parseElements(["<x y='1'/>", each, "<z/>"])).toEqual(
      ["<x y='1'/>", each, "<z/>"].map((xml) => parseElement(xml)),
    );
  expect(parseElements(odd)).toEqual(odd.map((xml) => parseElement(xml)));
  expect(parseElements(["<one/>", "<one><one/></one>"]).map((found) => found?.children.length)).toEqual([
    0, 1,
  ]);
});

// Names and values on which parsers have stumbled.
test.each([
  'constructor="1" __proto__="2" toString="3" hasOwnProperty="4"',
  'xmlns:a="urn:a" a:b="1" a.b="2" a-b="3" ü="4"',
  "A='x /> <'".replace("<", "&lt;"),
  "A='&#13;&#10;' B='a\r\nb\n\tc' C='&#x85;&#8232;' D='&amp;amp;' E='[object Object]' F='true' G='0x10' H=' 1.0 '",
  `A='${"&amp;".repeat(30_000)}'`,
])("a key with %.60s is edited", (attributes) => {
  const document = readMetabase(
    fileOf(metabaseOf(`<K Location="/LM/A" ${attributes}> text <!-- c --><X y="z">t</X></K>`)),
  );
  const change: KeyChange = { location, kind: "unc", password: { set: " \t\r\n&#65;\u0085😀'\"" } };
  const after = applyEdits(document, planEdits(document, [change]));
  expect(() => {
    verifyEdits(document, after, [change]);
  }).not.toThrow();
});

describe("edits that can't be are refused:", () => {
  const document = readMetabase(fileOf(metabaseOf(), "utf-16le"));
  const size = document.bytes.length;
  test.each([
    ["into the byte order mark", [{ offset: 0, length: 0, content: "x" }]],
    ["into a character", [{ offset: 3, length: 0, content: "x" }]],
    ["half a character", [{ offset: 4, length: 1, content: "x" }]],
    ["beyond the end", [{ offset: size - 2, length: 4, content: "" }]],
    ["a negative length", [{ offset: 6, length: -2, content: "" }]],
    ["no number", [{ offset: Number.NaN, length: 0, content: "" }]],
    [
      "overlapping",
      [
        { offset: 4, length: 4, content: "" },
        { offset: 6, length: 2, content: "" },
      ],
    ],
    [
      "not in order",
      [
        { offset: 8, length: 0, content: "" },
        { offset: 4, length: 0, content: "" },
      ],
    ],
  ])("%s", (_, edits) => {
    expect(errorOf(() => applyEdits(document, edits)).code).toBe("E_VERIFY");
  });

  test("insertions at one place keep their order, before the span that begins there", () => {
    const edits = [
      { offset: size, length: 0, content: "a" },
      { offset: size, length: 0, content: "b" },
    ];
    expect(Buffer.from(applyEdits(document, edits)).equals(fileOf(`${metabaseOf()}ab`, "utf-16le"))).toBe(
      true,
    );
    const replaced = [
      { offset: 2, length: 0, content: "a" },
      { offset: 2, length: 2, content: "b" },
    ];
    expect(
      Buffer.from(applyEdits(document, replaced)).equals(fileOf(`ab${metabaseOf().slice(1)}`, "utf-16le")),
    ).toBe(true);
  });
});
