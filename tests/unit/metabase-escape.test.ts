import { growth, steady } from "../support/steps";
import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { parseLocation } from "../../provider/src/domain";
import { escapeValue, requireXmlText } from "../../provider/src/document";
import { readMetabase } from "../../provider/src/metabase";
import { errorOf, fileOf, metabaseOf } from "../support/metabase-file";

const rows: readonly (readonly [name: string, text: string, escaped: string])[] = [
  ["nothing", "", ""],
  ["ordinary text", "a b=c;d", "a b=c;d"],
  ["markup", "&<>\"'", "&amp;&lt;&gt;&quot;&apos;"],
  ["what looks escaped", "&amp;&#65;", "&amp;amp;&amp;#65;"],
  ["the end of a CDATA section", "]]>", "]]&gt;"],
  ["tab and line breaks", "a\tb\r\nc\nd", "a&#9;b&#13;&#10;c&#10;d"],
  ["blanks at the ends", "  a b ", "&#32;&#32;a b&#32;"],
  ["a blank alone", " ", "&#32;"],
  ["other white space at the ends", "\u00a0\ufeffa\u3000", "&#160;&#65279;a&#12288;"],
  ["other white space inside", "a\u00a0\ufeff\u3000b", "a\u00a0\ufeff\u3000b"],
  ["blanks around a tab at an end", " \t a", "&#32;&#9;&#32;a"],
  ["the second control range", "a\u007f\u0085\u009fb", "a&#127;&#133;&#159;b"],
  ["line separators", "a\u2028\u2029b", "a&#8232;&#8233;b"],
  ["astral characters", "a😀b", "a😀b"],
];

test.each(rows)("%s is written so that it reads the same", (_, text, escaped) => {
  expect(escapeValue(text)).toBe(escaped);
  for (const quote of ['"', "'"]) {
    const element = `<K Location="/LM/A" UNCPassword=${quote}${escaped}${quote}/>`;
    const root = parseXml(element).root;
    expect(root instanceof XmlElement && root.attributes["UNCPassword"]).toBe(text);
    const key = readMetabase(fileOf(metabaseOf(element))).keys[0];
    expect(key?.values.unc?.password?.text).toBe(text);
  }
});

test.each(["", "\t\r\n", "\u0020\ud7ff\ue000\ufffd", "😀\u{10ffff}", "\u0085\u2028"])(
  "%j fits into XML",
  (text) => {
    expect(() => {
      requireXmlText(text, { location: parseLocation("A") });
    }).not.toThrow();
  },
);

test.each(["\u0000", "\u0008", "\u000b", "\u001f", "\ud800", "\udfff", "\udc00\ud800", "\ufffe", "\uffff"])(
  "%j does not fit into XML",
  (text) => {
    const error = errorOf(() => {
      requireXmlText(`CANARY${text}CANARY`, { location: parseLocation("A") });
    });
    expect([error.code, error.location]).toEqual(["E_XML_CHARACTER", "/LM/A"]);
    expect(error.message).not.toContain("CANARY");
  },
);

test.each([
  ["blanks inside", (size: number) => `a${" ".repeat(size)}b`],
  ["blanks at the ends", (size: number) => `${" ".repeat(size)}a${" ".repeat(size)}`],
  ["blanks alone", (size: number) => " ".repeat(size)],
])("%s are written with work that grows as they do", async (_, text) => {
  expect(await growth(200, text, escapeValue)).toBeLessThan(steady);
});
