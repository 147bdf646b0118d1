import { parseLocation } from "../../provider/src/domain";
import { applyEdits } from "../../provider/src/document";
import { planEdits, readMetabase, verifyEdits, type KeyChange } from "../../provider/src/metabase";
import {
  editOne,
  errorOf,
  fileEncodings,
  fileOf,
  metabaseOf,
  sampleMetabase,
  splice,
  twins,
} from "../support/metabase-file";

const set = (text: string) => ({ set: text });
const remove = { remove: true } as const;

describe("a value is replaced with everything around it as it was:", () => {
  test.each([
    [
      "in double quotes",
      '<K  Location = "/LM/A"\n UNCPassword  =\t"a"  B="c" ></K>',
      '<K  Location = "/LM/A"\n UNCPassword  =\t"n&apos;&quot;"  B="c" ></K>',
    ],
    [
      "in single quotes",
      "<K Location='/LM/A' UNCPassword='a'/>",
      "<K Location='/LM/A' UNCPassword='n&apos;&quot;'/>",
    ],
    [
      "an empty one",
      '<K UNCPassword="" Location="/LM/A"/>',
      '<K UNCPassword="n&apos;&quot;" Location="/LM/A"/>',
    ],
    [
      "in a Custom",
      '<K Location="/LM/A"><!-- UNCPassword="a" --><Custom ID="3003" Type="STRING" Value=\'a\' /></K>',
      '<K Location="/LM/A"><!-- UNCPassword="a" --><Custom ID="3003" Type="STRING" Value=\'n&apos;&quot;\' /></K>',
    ],
    [
      "behind a name of another language",
      '<K A="" B="1" ü="1" Location="/LM/A" UNCPassword="a"/>',
      '<K A="" B="1" ü="1" Location="/LM/A" UNCPassword="n&apos;&quot;"/>',
    ],
    [
      "behind a twin in a CDATA section",
      '<K Location="/LM/A"><![CDATA[<Custom ID="3003" Value="x"/>]]><Custom Type="STRING" Value="a" ID="3003"/></K>',
      '<K Location="/LM/A"><![CDATA[<Custom ID="3003" Value="x"/>]]><Custom Type="STRING" Value="n&apos;&quot;" ID="3003"/></K>',
    ],
  ])("%s", (_, before, after) => {
    expect(editOne(before, [{ kind: "unc", password: set("n'\"") }])).toBe(after);
  });
});

describe("a value is inserted at its ordinal place, laid out like its neighbours:", () => {
  test.each([
    [
      "real layout, in the middle",
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t\tVersion="1"\n\t>\n</K>',
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t\tUNCPassword="n"\n\t\tVersion="1"\n\t>\n</K>',
    ],
    [
      "real layout, first",
      '<K\tLocation ="/LM/A"\n\t\tVersion="1"\n\t>\n</K>',
      '<K\tLocation ="/LM/A"\n\t\tUNCPassword="n"\n\t\tVersion="1"\n\t>\n</K>',
    ],
    [
      "real layout, last",
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t>\n</K>',
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t\tUNCPassword="n"\n\t>\n</K>',
    ],
    [
      "upper case before lower case",
      '<K Location="/LM/A" a="1"/>',
      '<K Location="/LM/A" UNCPassword="n" a="1"/>',
    ],
    [
      "before the first greater one, where the order is another",
      '<K Location="/LM/A" Z="1" A="2"/>',
      '<K Location="/LM/A" UNCPassword="n" Z="1" A="2"/>',
    ],
    ["Location at the end", '<K A="1" Location="/LM/A" />', '<K A="1" Location="/LM/A" UNCPassword="n" />'],
    [
      "Location behind the greater one",
      '<K   Z="1" Location="/LM/A" />',
      '<K   UNCPassword="n"   Z="1" Location="/LM/A" />',
    ],
    [
      "spaces around the sign and single quotes",
      "<K Location=\"/LM/A\" Path = 'p' />",
      "<K Location=\"/LM/A\" Path = 'p' UNCPassword = 'n' />",
    ],
    [
      "the next one's layout before the previous one's",
      '<K Location="/LM/A" Path = \'p\'\n  Z="1"/>',
      '<K Location="/LM/A" Path = \'p\'\n  UNCPassword="n"\n  Z="1"/>',
    ],
    [
      "a self-closing key without a blank",
      '<K Location="/LM/A"/>',
      '<K Location="/LM/A"\n\t\tUNCPassword="n"/>',
    ],
    [
      "a key without properties",
      '<K\tLocation ="/LM/A"\n\t>\n</K>',
      '<K\tLocation ="/LM/A"\n\t\tUNCPassword="n"\n\t>\n</K>',
    ],
    [
      "a key with nothing but line breaks of Windows",
      '<K\tLocation ="/LM/A"\r\n\t>\r\n</K>',
      '<K\tLocation ="/LM/A"\r\n\t\tUNCPassword="n"\r\n\t>\r\n</K>',
    ],
    [
      "a key whose Custom means another property",
      '<K Location="/LM/A" B="1"><Custom ID="3002" Value="u" Type="STRING"/></K>',
      '<K Location="/LM/A" B="1" UNCPassword="n"><Custom ID="3002" Value="u" Type="STRING"/></K>',
    ],
  ])("%s", (_, before, after) => {
    expect(editOne(before, [{ kind: "unc", password: set("n") }])).toBe(after);
  });

  test.each([
    [
      "the file's usual layout",
      '<K Location="/LM/B"\r\n    X = \'1\'\r\n    Y = \'2\'/><K Location="/LM/C" Z="3"/>\r\n<K Location="/LM/A"/>',
      "\r\n    UNCPassword = 'n'",
    ],
    [
      "the line breaks of the surroundings",
      '<K Location="/LM/B"\r\n    X="1"\r\n    Y="2"/>\n<K Location="/LM/A"/>',
      '\n    UNCPassword="n"',
    ],
    ["one line", '<K Location="/LM/B"  X="1"/><K Location="/LM/A"/>', '  UNCPassword="n"'],
  ])("a key without neighbours takes %s", (_, elements, inserted) => {
    const file = fileOf(`<configuration><MBProperty>${elements}</MBProperty></configuration>`);
    const document = readMetabase(file);
    const edits = planEdits(document, [{ location: parseLocation("A"), kind: "unc", password: set("n") }]);
    expect(edits.map(({ content }) => content)).toEqual([inserted]);
  });

  test("a file of one line without any layout to copy stays one line", () => {
    const file = fileOf('<configuration><MBProperty><K Location="/LM/A"/></MBProperty></configuration>');
    const edits = planEdits(readMetabase(file), [
      { location: parseLocation("A"), kind: "unc", password: set("n") },
    ]);
    expect(edits.map(({ content }) => content)).toEqual([' UNCPassword="n"']);
  });
});

describe("a value is removed with the white space before it:", () => {
  test.each([
    [
      "an attribute",
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t\tUNCPassword="a"\n\t\tZ="1"\n\t>\n</K>',
      '<K\tLocation ="/LM/A"\n\t\tPath="p"\n\t\tZ="1"\n\t>\n</K>',
    ],
    ["the last attribute", '<K Location="/LM/A" UNCPassword="a"/>', '<K Location="/LM/A"/>'],
    ["the first one", '<K UNCPassword="a" Location="/LM/A"/>', '<K Location="/LM/A"/>'],
    [
      "a Custom",
      '<K Location="/LM/A">\n\t<Custom ID="1"/>\n\t<Custom\n\t\tID="3003"\n\t/>\n</K>',
      '<K Location="/LM/A">\n\t<Custom ID="1"/>\n</K>',
    ],
    [
      "a Custom with an end tag, of another type",
      '<K Location="/LM/A"><Custom ID="3003" Type="DWORD" Value="1"> </Custom></K>',
      '<K Location="/LM/A"></K>',
    ],
  ])("%s", (_, before, after) => {
    expect(editOne(before, [{ kind: "unc", password: remove }])).toBe(after);
  });
});

describe("several changes of one key go together:", () => {
  const all: Omit<KeyChange, "location">[] = [
    { kind: "wam", userName: set("w"), password: set("x") },
    { kind: "unc", userName: set("u"), password: set("v") },
    { kind: "anonymous", userName: set("a"), password: set("b") },
  ];

  test("all six into an empty key, in order", () => {
    expect(editOne("<K Location='/LM/A' L='1'/>", all)).toBe(
      "<K Location='/LM/A' AnonymousUserName='a' AnonymousUserPass='b' L='1' UNCPassword='v' UNCUserName='u' WAMUserName='w' WAMUserPass='x'/>",
    );
  });

  test("all six removed", () => {
    expect(
      editOne(
        '<K AnonymousUserName="a" AnonymousUserPass="b" Location="/LM/A" UNCPassword="v" UNCUserName="u" WAMUserName="w" WAMUserPass="x"/>',
        all.map(({ kind }) => ({ kind, userName: remove, password: remove })),
      ),
    ).toBe('<K Location="/LM/A"/>');
  });

  test.each([
    ["before a removed one", { kind: "unc", userName: remove, password: set("n") }, ' UNCPassword="n"'],
    ["behind a removed one", { kind: "unc", userName: set("n"), password: remove }, ' UNCUserName="n"'],
  ] as const)("one inserted %s", (_, change, inserted) => {
    const present = "password" in change && "set" in change.password ? "UNCUserName" : "UNCPassword";
    expect(editOne(`<K Location="/LM/A" ${present}="a" Z="1"/>`, [change])).toBe(
      `<K Location="/LM/A"${inserted} Z="1"/>`,
    );
  });
});

test.each([
  ["equal values", { kind: "unc", userName: set("u&"), password: set("p") }],
  ["the removal of what is not there", { kind: "wam", userName: remove, password: remove }],
  ["no half at all", { kind: "anonymous" }],
] as const)("%s need no edit, and the bytes stay the very same", (_, change) => {
  const document = readMetabase(
    fileOf(
      metabaseOf("<K Location='/LM/A' UNCUserName='u&#38;'><Custom ID='3003' Type='STRING' Value='p'/></K>"),
    ),
  );
  const edits = planEdits(document, [{ location: parseLocation("A"), ...change }]);
  expect(edits).toEqual([]);
  expect(applyEdits(document, edits)).toBe(document.bytes);
});

describe("refused, with nothing planned:", () => {
  const document = readMetabase(
    fileOf(
      metabaseOf(
        '<K Location="/LM/A"/><K Location="/LM/TWIN"/><K Location="/LM/twin"/>',
        '<K Location="/LM/B"><Custom ID="3003" Type="DWORD" Value="1"/></K>',
        '<K Location="/LM/C" UNCPassword="1"><Custom ID="3003" Type="STRING" Value="2"/></K>',
      ),
    ),
  );

  test.each([
    ["E_UNKNOWN_LOCATION", [{ path: "X", password: set("n") }]],
    ["E_AMBIGUOUS", [{ path: "Twin", password: set("n") }]],
    ["E_AMBIGUOUS", [{ path: "C", password: remove }]],
    [
      "E_CONFLICT",
      [
        { path: "A", password: set("n") },
        { path: "a", password: set("n") },
      ],
    ],
    [
      "E_CONFLICT",
      [
        { path: "A", password: set("n") },
        { path: "A", userName: set("n") },
      ],
    ],
    ["E_NOT_COMPARABLE", [{ path: "B", password: set("1") }]],
    ["E_XML_CHARACTER", [{ path: "A", password: set("CANARY\u0000") }]],
    ["E_XML_CHARACTER", [{ path: "A", userName: set("CANARY\ud800") }]],
    ["E_XML_CHARACTER", [{ path: "A", userName: set("CANARY\udc00x") }]],
    ["E_XML_CHARACTER", [{ path: "A", password: set("CANARY\uffff") }]],
    ["E_XML_CHARACTER", [{ path: "A", password: set("CANARY\u000b") }]],
  ])("%s", (code, changes) => {
    const error = errorOf(() =>
      planEdits(
        document,
        changes.map(({ path, ...change }) => ({ location: parseLocation(path), kind: "unc", ...change })),
      ),
    );
    expect(error.code).toBe(code);
    expect(error.location).toBeDefined();
    expect(error.message).not.toContain("CANARY");
  });
});

describe.each(fileEncodings)("in %s", (encoding) => {
  test.each(twins)("an edit changes its spans alone, whatever the file looks like: $name", ({ of }) => {
    const before = fileOf(of(sampleMetabase), encoding);
    const expected = sampleMetabase
      .replace('Value="CORP\\unc"', 'Value="CORP\\neu 😀ü"')
      .replace('"a&amp;b&#x41;"', '"1 &lt;&#32;"')
      .replace('\n\t\tWAMUserPass="c&lt;d"', "")
      .replace("ServerBindings=", 'AnonymousUserName="é"\n\t\tServerBindings=')
      .replace('\t\tUNCPassword="p😀q"', '\t\tUNCPassword="&amp;&#9;"');
    const document = readMetabase(before);
    const changes: KeyChange[] = [
      { location: parseLocation("W3SVC/1/ROOT/Grün und Blau v1.2 😀"), kind: "unc", password: set("&\t") },
      { location: parseLocation("W3SVC/1"), kind: "anonymous", userName: set("é") },
      { location: parseLocation("W3SVC"), kind: "wam", password: remove },
      { location: parseLocation("W3SVC"), kind: "anonymous", password: set("1 < ") },
      { location: parseLocation("W3SVC"), kind: "unc", userName: set("CORP\\neu 😀ü") },
    ];
    const edits = planEdits(document, changes);
    const after = applyEdits(document, edits);
    expect(Buffer.from(after).equals(fileOf(of(expected), encoding))).toBe(true);
    expect(
      splice(before, edits, (text) => fileOf(text, encoding).subarray(document.encoded.bomLength)).equals(
        after,
      ),
    ).toBe(true);
    expect(before.equals(fileOf(of(sampleMetabase), encoding))).toBe(true);
    verifyEdits(document, after, changes);
    expect(planEdits(readMetabase(after), changes)).toEqual([]);
  });
});

test("2,000 of 20,000 keys are edited in one go", () => {
  const file = (password: (index: number) => string) =>
    fileOf(
      metabaseOf(
        ...Array.from(
          { length: 20_000 },
          (_, index) => `<K Location="/LM/${index}" UNCPassword="${password(index)}"/>`,
        ),
      ),
    );
  const document = readMetabase(file(() => "old"));
  const changes = document.keys
    .filter((_, index) => index % 10 === 0)
    .map(({ location }): KeyChange => ({ location, kind: "unc", password: set("new") }));
  const after = applyEdits(document, planEdits(document, changes));
  verifyEdits(document, after, changes);
  expect(Buffer.from(after).equals(file((index) => (index % 10 === 0 ? "new" : "old")))).toBe(true);
});
