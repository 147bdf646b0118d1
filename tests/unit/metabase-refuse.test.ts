import { maxMetabaseBytes } from "../../provider/src/document";
import { readMetabase } from "../../provider/src/metabase";
import {
  errorOf,
  fileEncodings,
  fileOf,
  metabaseOf,
  sampleMetabase,
  type FileEncoding,
} from "../support/metabase-file";

const head = "<configuration><MBProperty>";
const tail = "</MBProperty></configuration>";
const inside = (markup: string): string => `${head}${markup}${tail}`;

/** `|` in a text marks the place that the error has to name. */
function refused(marked: string, encoding: FileEncoding, expected: string) {
  const place = marked.indexOf("|");
  const text = marked.replace("|", "");
  const bom = encoding === "utf-8" ? 0 : encoding === "utf-8 with BOM" ? 3 : 2;
  const offset =
    bom + Buffer.byteLength(text.slice(0, place), encoding.startsWith("utf-8") ? "utf8" : "utf16le");
  const { code, offset: found } = errorOf(() => readMetabase(fileOf(text, encoding)));
  expect({ code, offset: found }).toEqual({ code: expected, offset });
}

const faults: readonly (readonly [code: string, marked: string])[] = [
  ["E_SYNTAX", inside('<A b="1" |b="2"/>')],
  ["E_SYNTAX", inside('<A b="1"|c="2"/>')],
  ["E_SYNTAX", inside('<A b="x|<y"/>')],
  ["E_SYNTAX", inside("<A b=|x/>")],
  ["E_SYNTAX", inside("<A b|/>")],
  ["E_SYNTAX", inside("<A /|b>")],
  ["E_SYNTAX", inside("<|1/>")],
  ["E_SYNTAX", inside('<A b="ü|&nbsp;"/>')],
  ["E_SYNTAX", inside('<A b="|&"/>')],
  ["E_SYNTAX", inside('<A b="|&toString;"/>')],
  ["E_SYNTAX", inside('<A b="|& amp;"/>')],
  ["E_SYNTAX", inside('<A b="|&#0;"/>')],
  ["E_SYNTAX", inside('<A b="|&#xD800;"/>')],
  ["E_SYNTAX", inside('<A b="|&#x110000;"/>')],
  ["E_SYNTAX", inside('<A b="|&#X41;"/>')],
  ["E_SYNTAX", inside('<A b="|&#;"/>')],
  ["E_SYNTAX", inside('<A b="|&#x3cx#x26;"/>')],
  ["E_SYNTAX", inside('<A b="|&#60x;"/>')],
  ["E_SYNTAX", inside('<A b="|&#x 3c;"/>')],
  ["E_SYNTAX", inside("text |&amp and more")],
  ["E_SYNTAX", inside("text |]]> and more")],
  ["E_SYNTAX", inside("<!-- a |-- b -->")],
  ["E_SYNTAX", inside("<A>|</B></A>")],
  ["E_SYNTAX", inside("<A>|</AB></A>")],
  ["E_SYNTAX", inside("<A></A |b>")],
  ["E_SYNTAX", inside("|<?xml version='1.0'?>")],
  ["E_SYNTAX", inside("<?p|=?>")],
  ["E_SYNTAX", inside("<|!DOCTYPE a>")],
  ["E_SYNTAX", `${inside("")}|text`],
  ["E_SYNTAX", `${inside("")}|<a/>`],
  ["E_SYNTAX", `<!DOCTYPE a>|<!DOCTYPE a>${inside("")}`.replace("|<!", "<|!")],
  ["E_SYNTAX", `<!DOCTYPE a |<b>${inside("")}`],
  ["E_SYNTAX", `<!DOCTYPE a [ |x ]>${inside("")}`],
  ["E_SYNTAX", `<!DOCTYPE a [ <!ENTITY b |<c> ]>${inside("")}`],
  ["E_SYNTAX", `<!DOCTYPE|[]>${inside("")}`],
  ["E_SYNTAX", `|<?xml version="1.1"?>${inside("")}`],
  ["E_SYNTAX", `|<?xml encoding="utf-8"?>${inside("")}`],
  ["E_SYNTAX", ` |<?xml version="1.0"?>${inside("")}`],
  ["E_SYNTAX", `|<?xml version="1.0"\u00a0encoding="utf-16"?>${inside("")}`],
  ["E_SYNTAX", `|<?xml version\u3000="1.0"?>${inside("")}`],
  ["E_SYNTAX", "<|![CDATA[x]]>"],
  ["E_SYNTAX", `<|![CDATA[]]>${inside("")}`],
  ["E_SYNTAX", inside("a|\u0001b")],
  ["E_SYNTAX", inside('<A b="ü😀|\u0000"/>')],
  ["E_SYNTAX", inside("ü|\uffff")],
  ["E_TRUNCATED", `${head}|<A b="1`],
  ["E_TRUNCATED", `${head}|<A b="1"`],
  ["E_TRUNCATED", `${head}|<A b=`],
  ["E_TRUNCATED", `${head}|<A b`],
  ["E_TRUNCATED", `${head}|<A /`],
  ["E_TRUNCATED", `${head}|<`],
  ["E_TRUNCATED", `<configuration>|<MBProperty>text &am`],
  ["E_TRUNCATED", `${head}|</`],
  ["E_TRUNCATED", `${head}|</MBProp`],
  ["E_TRUNCATED", `${head}|</MBProperty`],
  ["E_TRUNCATED", `${head}|<!`],
  ["E_TRUNCATED", `${head}|<!-`],
  ["E_TRUNCATED", `${head}|<!-- x -`],
  ["E_TRUNCATED", `${head}|<!-- x --`],
  ["E_TRUNCATED", `${head}|<![CDATA`],
  ["E_TRUNCATED", `${head}|<![CDATA[ x ]]`],
  ["E_TRUNCATED", `${head}|<?pi`],
  ["E_TRUNCATED", `${head}|<?pi x ?`],
  ["E_TRUNCATED", `<configuration>|<MBProperty> <A/>`],
  ["E_TRUNCATED", `|<configuration><MBProperty></MBProperty>`],
  ["E_TRUNCATED", "|<?xm"],
  ["E_TRUNCATED", '|<?xml version="1.0"'],
  ["E_TRUNCATED", '|<?xml version="1.0"?>\r\n'],
  ["E_TRUNCATED", "|<!DOC"],
  ["E_TRUNCATED", "|<!DOCTYPE configuration [ <!ENTITY x 'y'> "],
  ["E_TRUNCATED", "|<!DOCTYPE configuration [ <!ENTITY x 'y> "],
  ["E_NOT_A_METABASE", "|Server=web01"],
  ["E_NOT_A_METABASE", '{"a|": 1}'.replace("|", "").replace("{", "|{")],
  ["E_NOT_A_METABASE", "<?xml version='1.0'?>\n<!DOCTYPE html>|<html></html>"],
  ["E_NOT_A_METABASE", "|<html><body><p>not <b>closed</p></body>"],
  ["E_NOT_A_METABASE", "|<configuration><configSections/><system.webServer/></configuration>"],
  ["E_NOT_A_METABASE", "|<Configuration><MBProperty/></Configuration>"],
  ["E_NOT_A_METABASE", "|<configuration><a><MBProperty/></a></configuration>"],
  ["E_EMPTY_FILE", "| \r\n\t"],
  ["E_ENCODING", `<?xml version="1.0" encoding="|windows-1252"?>${inside("")}`],
  ["E_ENCODING", `<?xml version="1.0" encoding='|us-ascii' ?>${inside("")}`],
];

describe.each(["utf-8", "utf-8 with BOM", "utf-16be"] as const)("in %s", (encoding) => {
  test.each(faults)("%s at the place marked in %j", (code, marked) => {
    // White space alone is told without a place inside.
    if (code === "E_EMPTY_FILE")
      expect(errorOf(() => readMetabase(fileOf(marked.slice(1), encoding))).code).toBe(code);
    else refused(marked, encoding, code);
  });
});

describe.each(["utf-8", "utf-16le"] as const)("a name that XML does not allow, in %s:", (encoding) => {
  test.each([
    inside("<A|×/>"),
    inside("<|×A/>"),
    inside("<|·A/>"),
    inside("<|\u0301A/>"),
    inside("<|\u203fA/>"),
    inside("<A|\u2028/>"),
    inside("<A|\u037e/>"),
    inside("<Aé|\u2190/>"),
    inside("<A😀|\u{f0000}/>"),
    inside("<|\u{10ffff}/>"),
    inside('<A b|÷="1"/>'),
    inside('<A c="1" |÷b="1"/>'),
    inside('<A b:|÷="1"/>'),
    inside("<A></A|×>"),
    inside("<?p|× ?>"),
    `<!DOCTYPE a|×>${inside("")}`,
  ])("%j is refused at its place", (marked) => {
    refused(marked, encoding, "E_SYNTAX");
  });

  test("names of every language are read", () => {
    const text = inside(
      '<Ünicode ñ="1" 名="2" a·b="3" 😀="4" a\u0301\u203f="5" \u{effff}="6" :="7"/><Ⅷ/><ℵ-1.x/>',
    );
    expect(readMetabase(fileOf(text, encoding)).keys).toEqual([]);
  });
});

test.each([
  ["utf-8", "<?xml version='1.0' encoding='|UTF-16'?>"],
  ["utf-16le", "<?xml version='1.0' encoding='|utf-8'?>"],
  ["utf-16le", "<?xml version='1.0' encoding='|utf-16be'?>"],
] as const)("%s that declares otherwise: %s", (encoding, declaration) => {
  refused(`${declaration}${inside("")}`, encoding, "E_ENCODING");
});

const prefix = Buffer.from(head);
test.each([
  ["a byte of windows-1252", [0xfc, 0x20], "E_ENCODING", prefix.length],
  ["a continuation byte alone", [0x80], "E_ENCODING", prefix.length],
  ["an overlong form", [0xc0, 0xaf], "E_ENCODING", prefix.length],
  ["an overlong form of three bytes", [0xe0, 0x80, 0xaf], "E_ENCODING", prefix.length],
  ["a surrogate", [0xed, 0xa0, 0x80], "E_ENCODING", prefix.length],
  ["a code point beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "E_ENCODING", prefix.length],
  ["a lead byte of no form", [0xf8, 0x88, 0x80, 0x80], "E_ENCODING", prefix.length],
  ["a character broken off inside", [0x61, 0xe2, 0x82, 0x20], "E_ENCODING", prefix.length + 1],
  ["a character broken off at the end", [0x61, 0xe2, 0x82], "E_TRUNCATED", prefix.length + 1],
  ["U+FFFE", [0x61, 0xef, 0xbf, 0xbe], "E_SYNTAX", prefix.length + 1],
])("bytes with %s", (_, bytes, code, offset) => {
  const error = errorOf(() => readMetabase(Buffer.concat([prefix, Buffer.from(bytes)])));
  expect([error.code, error.offset]).toEqual([code, offset]);
});

test.each([
  ["half a pair", "a\ud800b", "E_ENCODING", 4],
  ["the second half alone", "a\udc00b", "E_ENCODING", 4],
  ["half a pair at the end", "a\ud800", "E_TRUNCATED", 4],
])("UTF-16 with %s", (_, text, code, offset) => {
  for (const encoding of ["utf-16le", "utf-16be"] as const) {
    const error = errorOf(() => readMetabase(fileOf(text, encoding)));
    expect([error.code, error.offset]).toEqual([code, offset]);
  }
});

test.each([
  ["no bytes", Buffer.alloc(0), "E_EMPTY_FILE", 0],
  ["a UTF-8 byte order mark alone", Buffer.from([0xef, 0xbb, 0xbf]), "E_EMPTY_FILE", 0],
  ["a UTF-16 byte order mark alone", Buffer.from([0xff, 0xfe]), "E_EMPTY_FILE", 0],
  [
    "UTF-16 with an odd byte",
    Buffer.concat([fileOf(metabaseOf(), "utf-16le"), Buffer.from("x")]),
    "E_ENCODING",
    2 + 2 * metabaseOf().length,
  ],
  ["UTF-16 without a mark", Buffer.from(metabaseOf(), "utf16le"), "E_ENCODING", 0],
  ["UTF-16BE without a mark", Buffer.from(metabaseOf(), "utf16le").swap16(), "E_ENCODING", 0],
  ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), "E_ENCODING", 0],
  ["UTF-32BE", Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x3c]), "E_ENCODING", 0],
])("%s", (_, bytes, code, offset) => {
  const error = errorOf(() => readMetabase(bytes));
  expect([error.code, error.offset]).toEqual([code, offset]);
});

test("a file over the limit is refused before it is looked at, and one at the limit is read", () => {
  const file = fileOf(metabaseOf());
  expect(readMetabase(file, { maxBytes: file.length }).keys).toEqual([]);
  const error = errorOf(() => readMetabase(file, { maxBytes: file.length - 1 }));
  expect([error.code, error.offset]).toEqual(["E_TOO_LARGE", file.length - 1]);
  expect(maxMetabaseBytes).toBe(512_000_000);
});

describe.each(fileEncodings)("a file in %s that breaks off", (encoding) => {
  const whole = fileOf(sampleMetabase.replaceAll("\n", "\r\n"), encoding);
  const bom = encoding === "utf-8" ? 0 : encoding === "utf-8 with BOM" ? 3 : 2;
  const harmless = whole.length - (encoding.startsWith("utf-8") ? 2 : 4);

  test("anywhere is refused with a code and a place inside, and without a word of it", () => {
    for (let length = 0; length < harmless; length += 1) {
      const error = errorOf(() => readMetabase(whole.subarray(0, length)));
      const odd = encoding.startsWith("utf-16") && length % 2 === 1 && length > 1;
      const mark = length < 3 && length > 0 && !(encoding === "utf-8");
      if (!mark) {
        const expected = odd ? "E_ENCODING" : length <= bom ? "E_EMPTY_FILE" : "E_TRUNCATED";
        expect({ length, code: error.code }).toEqual({ length, code: expected });
      }
      expect(error.offset).toBeLessThanOrEqual(length);
      expect(error.message).not.toMatch(/IUSR|IWAM|CORP|müller|share|W3SVC/);
    }
  });

  test("behind its last tag is whole", () => {
    expect(readMetabase(whole.subarray(0, harmless)).keys).toHaveLength(4);
  });
});
