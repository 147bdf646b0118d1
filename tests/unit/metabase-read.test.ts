import { parseLocation } from "../../provider/src/domain";
import { readMetabase, type MetabaseDocument } from "../../provider/src/metabase";
import { fileEncodings, fileOf, metabaseOf, sampleMetabase, twins } from "../support/metabase-file";

const read = (...keys: readonly string[]): MetabaseDocument => readMetabase(fileOf(metabaseOf(...keys)));

const own = (text: string) => ({
  text,
  inheritable: true,
  source: "attribute",
  readable: true,
  place: expect.objectContaining({}) as unknown,
});

const contents = (document: MetabaseDocument) =>
  document.keys.map(({ location, keyType, values, ambiguous }) => ({ location, keyType, values, ambiguous }));

const sampleKeys = [
  { location: "/LM", keyType: "IIS_ROOT", values: {}, ambiguous: undefined },
  {
    location: "/LM/W3SVC",
    keyType: "IIsWebService",
    values: {
      anonymous: { userName: own("IUSR_WEB"), password: own("a&bA") },
      wam: { userName: own("IWAM_WEB"), password: own("c<d") },
      unc: {
        userName: { text: "CORP\\unc", inheritable: true, source: "custom", readable: true },
        password: { text: "u > v", inheritable: false, source: "custom", readable: true },
      },
    },
    ambiguous: undefined,
  },
  { location: "/LM/W3SVC/1", keyType: "IIsWebServer", values: {}, ambiguous: undefined },
  {
    location: "/LM/W3SVC/1/ROOT/Grün und Blau v1.2 😀",
    keyType: "IIsWebVirtualDir",
    values: {
      anonymous: { userName: own("müller") },
      unc: { userName: own("CORP\\u"), password: own("p😀q") },
    },
    ambiguous: undefined,
  },
];

describe.each(fileEncodings)("a file in %s", (encoding) => {
  test.each(twins)("is read whole: $name", ({ of }) => {
    const document = readMetabase(fileOf(of(sampleMetabase), encoding));
    expect(contents(document)).toEqual(sampleKeys);
    expect(document.seals).toBe(false);
  });

  test("is read the same where the lines end in two ways", () => {
    const mixed = sampleMetabase.replace(/\n/g, (_, at: number) => (at % 2 === 0 ? "\r\n" : "\n"));
    expect(contents(readMetabase(fileOf(mixed, encoding)))).toEqual(sampleKeys);
  });
});

test("the bytes of a view in the middle of a larger buffer are read, and no others", () => {
  const file = fileOf(sampleMetabase);
  const larger = Buffer.concat([Buffer.from("<x>"), file, Buffer.from("</x>")]);
  expect(contents(readMetabase(larger.subarray(3, 3 + file.length)))).toEqual(sampleKeys);
});

test("a file that declares the encoding it has is read", () => {
  const declared = (name: string) =>
    `<?xml version='1.0' encoding = "${name}" standalone='yes' ?>${metabaseOf()}`;
  expect(readMetabase(fileOf(declared("utf-8"))).keys).toEqual([]);
  expect(readMetabase(fileOf(declared("UTF-16"), "utf-16le")).keys).toEqual([]);
  expect(readMetabase(fileOf(declared("UTF-16BE"), "utf-16be")).keys).toEqual([]);
});

test("a location is found ignoring case, and keeps its spelling", () => {
  const document = read('<IIsWebServer Location="/LM/W3SVC/1962875481/root"/>');
  expect(document.key(parseLocation("w3svc/1962875481/ROOT"))?.location).toBe("/LM/W3SVC/1962875481/root");
  expect(document.key(parseLocation("W3SVC/2"))).toBeUndefined();
});

test.each([".", "/", "", "W3SVC/1", "/LMX"])("an element at %j is no key", (location) => {
  expect(read(`<IIsConfigObject Location="${location}" Path="x"/>`).keys).toEqual([]);
});

test.each([
  ["/LM/A&#9;B", "/LM/A\ufffdB"],
  ["/LM/A&#133;", "/LM/A\ufffd"],
])("a credential at %j, which is no key's path, is not overlooked", (path, location) => {
  expect(read(`<IIsConfigObject Location="${path}" UNCPassword="x"/>`).keys).toMatchObject([
    { location, ambiguous: "Its path contains something that no location can contain." },
  ]);
  expect(read(`<IIsConfigObject Location="${path}" Path="x"/>`).keys).toEqual([]);
});

test.each([
  ["INHERIT", undefined],
  ["NO_ATTRIBUTES", new Set(["AppPoolIdentityType"])],
])("a setting in a Custom with %s", (attributes, notInherited) => {
  const text = `<Custom Name="AppPoolIdentityType" ID="9021" Value="3" Type="DWORD" Attributes="${attributes}"/>`;
  const [key] = read(`<K Location="/LM/A">${text}</K>`).keys;
  expect(key?.settings).toEqual({ AppPoolIdentityType: "3" });
  expect(key?.notInherited).toEqual(notInherited);
});

test("elements without a location, deeper ones and those outside of MBProperty are no keys", () => {
  const file = `<configuration><MBProperty><A><B Location="/LM/B"/></A></MBProperty><Other><C Location="/LM/C"/></Other></configuration>`;
  expect(readMetabase(fileOf(file)).keys).toEqual([]);
});

test.each([
  ["an entity", "a&lt;&gt;&amp;&quot;&apos;b", "a<>&\"'b"],
  ["decimal and hexadecimal references", "&#65;&#x42;&#x1F600;", "AB😀"],
  ["a line break as references", "a&#13;&#10;b", "a\r\nb"],
  ["an escaped reference", "&amp;lt;&#38;#65;", "&lt;&#65;"],
  ["a raw line break", "a\r\n\tb", "a\r\n\tb"],
  ["blanks at the ends", "  a  ", "  a  "],
  ["nothing", "", ""],
])("a value with %s is read", (_, raw, text) => {
  const key = read(`<K Location="/LM/A" UNCPassword="${raw}"/>`).keys[0];
  expect(key?.values.unc?.password?.text).toBe(text);
});

describe("a Custom element", () => {
  const custom = (attributes: string) => read(`<K Location="/LM/A"><Custom ${attributes}/></K>`).keys[0];
  const rest = 'Value="v" Type="STRING" Attributes="INHERIT | SECURE"';

  test.each([
    ["by its name", 'Name="UNCPassword"'],
    ["by its ID", 'ID="3003"'],
    ["by both", 'Name="UNCPassword" ID="3003"'],
    ["by its ID under a name that tells nothing", 'Name="UnknownName_3003" ID="3003"'],
  ])("is found %s", (_, attributes) => {
    const key = custom(`${attributes} ${rest}`);
    expect(key?.values).toEqual({
      unc: { password: { text: "v", inheritable: true, source: "custom", readable: true } },
    });
    expect(key?.ambiguous).toBeUndefined();
  });

  test.each(['Name="UNCPass"', 'Name="UnknownName_1" ID="1"', 'ID="1"', 'Name="Path" ID="x"'])(
    "%s is another property",
    (attributes) => {
      expect(custom(`${attributes} ${rest}`)?.values).toEqual({});
    },
  );

  test.each([
    ["INHERIT", true],
    ["SECURE|INHERIT", true],
    ["inherit", true],
    ["NO_ATTRIBUTES", false],
    ["SECURE", false],
    ["INHERITED", false],
    ["", false],
  ])("with the attributes %j is inherited: %j", (flags, inheritable) => {
    const key = custom(`ID="3003" Value="v" Type="STRING" Attributes="${flags}"`);
    expect(key?.values.unc?.password?.inheritable).toBe(inheritable);
  });

  test.each(['Value="v" Type="DWORD"', 'Value="v"', 'Type="STRING"'])(
    "with %s holds no text",
    (attributes) => {
      expect(custom(`ID="3003" ${attributes}`)?.values.unc?.password?.readable).toBe(false);
      expect(custom(`ID="3003" ${attributes}`)?.ambiguous).toBeUndefined();
      expect(custom(`ID="3002" ${attributes}`)?.ambiguous).toContain("UNCUserName");
    },
  );
});

describe("what can be understood in two ways is ambiguous, once, at its first place:", () => {
  const second = '<Custom ID="3003" Value="b" Type="STRING"/>';

  test.each([
    [
      "attribute and Custom",
      `<K Location="/LM/A" UNCPassword="a">${second}</K>`,
      "UNCPassword",
      { unc: ["password"] },
    ],
    ["two Customs", `<K Location="/LM/A">${second}${second}</K>`, "UNCPassword", { unc: ["password"] }],
    [
      "a name against its ID",
      '<K Location="/LM/A"><Custom Name="UNCPassword" ID="1"/></K>',
      "UNCPassword",
      { unc: ["password"] },
    ],
    [
      "two IDs' names",
      '<K Location="/LM/A"><Custom Name="UNCPassword" ID="3002" Type="STRING" Value=""/></K>',
      "UNCUserName",
      { unc: ["userName", "password"] },
    ],
    [
      "names of two kinds",
      '<K Location="/LM/A"><Custom Name="WAMUserName" ID="6020" Type="STRING" Value=""/></K>',
      "AnonymousUserName",
      { anonymous: ["userName"], wam: ["userName"] },
    ],
    [
      "a name that is no text",
      '<K Location="/LM/A"><Custom ID="6020" Type="DWORD" Value="1"/></K>',
      "AnonymousUserName",
      { anonymous: ["userName"] },
    ],
  ])("%s", (_, element, property, unclear) => {
    const { keys } = read(element);
    expect(keys).toHaveLength(1);
    expect(keys[0]?.ambiguous).toContain(property);
    expect(keys[0]?.unclear).toEqual(unclear);
  });

  test("a location that occurs twice, in other case, with what either sets", () => {
    const document = read(
      '<K Location="/LM/A"/>',
      '<K Location="/LM/B"/>',
      '<K Location="/lm/a" UNCUserName="u"/>',
    );
    expect(document.keys.map(({ location }) => location)).toEqual(["/LM/A", "/LM/B"]);
    expect(document.keys[0]?.ambiguous).toBeDefined();
    expect(document.keys[0]?.unclear).toBeUndefined();
    expect(document.keys[0]?.values.unc?.userName?.text).toBe("u");
    expect(document.keys[1]?.ambiguous).toBeUndefined();
  });
});

test.each([
  ["nothing sealed", '<K Location="/LM/A" UNCPassword="plain" AdminACL=""/>', false],
  ["an empty session key", '<IIS_Global Location="." SessionKey=""/>', false],
  ["a session key", '<IIS_Global Location="." SessionKey="49634462f0"/>', true],
  ["a session key of another make", '<IIS_Global Location="." SessionKey="x"/>', true],
  [
    "a session key as Custom",
    '<IIS_Global Location="."><Custom Name="SessionKey" Value="x"/></IIS_Global>',
    true,
  ],
  ["a sealed password", '<K Location="/LM/A" WAMUserPass="4963446270000000220000004000"/>', true],
  ["one outside of /LM", '<K Location="/" AdminACL="49634462f0"/>', true],
  ["one behind a reference", '<K Location="/LM/A" WAMUserPass="&#52;963446270"/>', true],
  ["a sealed empty password", '<K Location="/LM/A" WAMUserPass="496344625000000006000000"/>', true],
  ["a sealed Custom", '<K Location="/LM/A"><Custom ID="6021" Value="49634462"/></K>', true],
  ["one sealed by IIS 7", '<K Location="/LM/A" WAMUserPass="[enc:P:abc=:enc]"/>', true],
  ["an exported password", '<K Location="/LM/A" WAMUserPass="NOLONGERVALID1"/>', false],
  ["a masked password", '<K Location="/LM/A" WAMUserPass="**********"/>', false],
])("a file with %s seals: %j", (_, element, seals) => {
  expect(read(element).seals).toBe(seals);
});

test("a file of 20,000 keys is read whole", () => {
  const keys = Array.from(
    { length: 20_000 },
    (_, index) => `<K Location="/LM/W3SVC/${index}" UNCUserName="u${index}"/>`,
  );
  const document = read(...keys);
  expect(document.keys).toHaveLength(20_000);
  expect(document.key(parseLocation("w3svc/19999"))?.values.unc?.userName?.text).toBe("u19999");
});

test("settings are read by name or number, with the line breaks of a list, and only as far as they are in the table", () => {
  const document = read(
    [
      '<IIsWebServer\tLocation ="/LM/W3SVC/1"',
      '\t\tServerBindings=":80:\r\n\t\t\t10.0.0.1:80:www.example.com"',
      '\t\tServerComment="A &amp; B"',
      '\t\tServerSize="1"',
      "\t>",
      '\t<Custom\n\t\tName="UnknownName_9101"\n\t\tID="9101"\n\t\tValue="Pool"\n\t\tType="STRING"\n\t/>',
      "</IIsWebServer>",
    ].join("\n"),
  );
  expect(document.keys.map(({ settings }) => settings)).toEqual([
    {
      ServerBindings: ":80:\r\n\t\t\t10.0.0.1:80:www.example.com",
      ServerComment: "A & B",
      AppPoolId: "Pool",
    },
  ]);
});
