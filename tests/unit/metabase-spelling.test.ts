import { kinds, parseLocation, propertyTable, type Half } from "../../provider/src/domain";
import { readMetabase, type MetabaseDocument } from "../../provider/src/metabase";
import { runCommand } from "../support/command";
import { errorOf, fileEncodings, fileOf, metabaseOf } from "../support/metabase-file";
import { MetabaseFolder } from "../support/metabase-folder";

const halves: readonly Half[] = ["userName", "password"];

/** Properties that a key leaves unclear, by their names. */
function unclearAt(document: MetabaseDocument, path: string): readonly string[] | undefined {
  const key = document.key(parseLocation(path));
  if (key?.ambiguous === undefined) return undefined;
  return kinds.flatMap((kind) =>
    halves.flatMap((half) =>
      key.unclear?.[kind]?.includes(half) === true ? [propertyTable[kind][half].name] : [],
    ),
  );
}

const all = kinds.flatMap((kind) => halves.map((half) => propertyTable[kind][half].name));
const anonymous = ["AnonymousUserName", "AnonymousUserPass"];
const unc = ["UNCUserName", "UNCPassword"];
const password = ["AnonymousUserPass"];

/** A key whose name is plain, and the markup that is in doubt. */
const inKey = (content: string, attributes = ""): string =>
  `<IIsWebServer Location="/LM/W3SVC/1" AnonymousUserName="u" ${attributes}>${content}</IIsWebServer>`;
const rest = 'Value="x" Type="STRING" Attributes="INHERIT"';
const pair = 'AnonymousUserName="u" AnonymousUserPass="x"';
const at = (attribute: string): string => `<IIsWebServer ${attribute} ${pair}></IIsWebServer>`;

const insideKeys: readonly (readonly [what: string, element: string, unclear: readonly string[]])[] = [
  ["a name in other case", inKey("", 'anonymoususerpass="x"'), password],
  ["a name in capitals", inKey("", 'ANONYMOUSUSERPASS="x"'), password],
  ["a name beside its other case", inKey("", 'AnonymousUserPass="y" anonymousUserPass="x"'), password],
  ["a name with a prefix", inKey("", 'x:AnonymousUserPass="x"'), password],
  ["a name in full-width letters", inKey("", 'ＡnonymousＵserPass="x"'), password],
  ["a name with an invisible character", inKey("", 'Anonymous\u200dUserPass="x"'), password],
  ["an attribute called by its number", inKey("", 'UnknownName_6021="x"'), password],
  ["a prefixed Custom", inKey(`<x:Custom ID="6021" ${rest}/>`), password],
  ["custom", inKey(`<custom ID="6021" ${rest}/>`), password],
  ["another element with such an ID", inKey(`<Property ID="6021" ${rest}/>`), password],
  ["another element with such a Name", inKey(`<Property name="AnonymousUserPass">x</Property>`), password],
  ["an element of that name", inKey("<AnonymousUserPass>x</AnonymousUserPass>"), password],
  ["an element with such an attribute", inKey('<Settings AnonymousUserPass="x"/>'), password],
  ["a Custom in another element", inKey(`<Group><Custom ID="6021" ${rest}/></Group>`), password],
  ["a Custom in a Custom", inKey(`<Custom ID="1"><Custom ID="6021" ${rest}/></Custom>`), password],
  ["a Custom with a namespace of its own", inKey(`<Custom xmlns="urn:y" ID="6021" ${rest}/>`), password],
  ["a Custom with an attribute in other case", inKey(`<Custom id="6021" ${rest}/>`), password],
  [
    "a Custom with a prefixed attribute",
    inKey('<Custom ID="6021" Type="STRING" x:Value="y" Value="x" Attributes="INHERIT"/>'),
    password,
  ],
  [
    "a Custom with its flags in other case",
    inKey('<Custom ID="6021" Value="x" Type="STRING" attributes="INHERIT"/>'),
    password,
  ],
  [
    "a Custom with an unknown flag",
    inKey('<Custom ID="6021" Value="x" Type="STRING" Attributes="INHERITED"/>'),
    password,
  ],
  [
    "a Custom with its flags as a number",
    inKey('<Custom ID="6021" Value="x" Type="STRING" Attributes="1"/>'),
    password,
  ],
  ["a Custom with a text", inKey(`<Custom ID="6021" ${rest}>y</Custom>`), password],
  ["a Custom with a CDATA section", inKey(`<Custom ID="6021" ${rest}><![CDATA[y]]></Custom>`), password],
  ["a Custom's Name in other case", inKey(`<Custom Name="anonymousUserPass" ${rest}/>`), password],
  ["a Custom's Name with a blank", inKey(`<Custom Name=" AnonymousUserPass" ${rest}/>`), password],
  [
    "a Custom's Name with a reference to a tab",
    inKey(`<Custom Name="AnonymousUserPass&#9;" ${rest}/>`),
    password,
  ],
  ["a Custom's Name by number alone", inKey(`<Custom Name="UnknownName_6021" ${rest}/>`), password],
  ["a Custom's Name against its ID", inKey(`<Custom Name="UnknownName_6021" ID="1" ${rest}/>`), password],
  [
    "a Custom's Name in other case against its ID",
    inKey(`<Custom Name="anonymoususerpass" ID="1" ${rest}/>`),
    password,
  ],
  [
    "a Custom's Name in other case against the ID of another",
    inKey(`<Custom Name="uncPassword" ID="6021" ${rest}/>`),
    ["AnonymousUserPass", "UNCPassword"],
  ],
  ...[
    "+6021",
    "0x1785",
    "0X1785",
    "&#38;H1785",
    "1785h",
    " 6021",
    "6021 ",
    "6021&#9;",
    "06021",
    "013605",
    "6021.0",
    "6021.",
    "6.021e3",
    "6,021",
    "6021L",
    "6021;",
    "４０２１".replace("４", "６"),
    "4294973317",
    "-4294961275",
    "\u200b6021",
  ].map((id) => [`ID="${id}"`, inKey(`<Custom ID="${id}" ${rest}/>`), password] as const),
  ["a Custom with neither ID nor Name", inKey(`<Custom ${rest}/>`), anonymous],
  ["a Custom with an ID that is no number", inKey(`<Custom ID="x" ${rest}/>`), anonymous],
  [
    "the same at a key that may hold anything",
    `<IIsConfigObject Location="/LM/W3SVC/1"><Custom ${rest}/></IIsConfigObject>`,
    all,
  ],
  ["a prefixed key", `<x:IIsWebServer Location="/LM/W3SVC/1" ${pair}/>`, anonymous],
  [
    "a key with a namespace of its own",
    `<IIsWebServer xmlns="urn:y" Location="/LM/W3SVC/1" ${pair}/>`,
    anonymous,
  ],
  ["a key in a key", `<K Location="/LM/B"><IIsWebServer Location="/LM/W3SVC/1" ${pair}/></K>`, anonymous],
  [
    "a key outside of MBProperty",
    `</MBProperty><Other>${at('Location="/LM/W3SVC/1"')}</Other><MBProperty>`,
    anonymous,
  ],
  [
    "a key in mbproperty",
    `</MBProperty><mbproperty>${at('Location="/LM/W3SVC/1"')}</mbproperty><MBProperty>`,
    anonymous,
  ],
  [
    "a key in a prefixed MBProperty",
    `</MBProperty><x:MBProperty>${at('Location="/LM/W3SVC/1"')}</x:MBProperty><MBProperty>`,
    anonymous,
  ],
  ["a key with another location in other case", at('Location="/LM/B" location="/LM/W3SVC/1"'), anonymous],
  ...[
    "\\LM\\W3SVC\\1",
    "/LM\\W3SVC\\1",
    "/LM/W3SVC\\1",
    "LM/W3SVC/1",
    "W3SVC/1",
    "/W3SVC/1",
    " /LM/W3SVC/1",
    "/LM/W3SVC/1 ",
    "&#9;/LM/W3SVC/1",
    "/LM/W3SVC/1/",
    "//LM/W3SVC/1",
    "/LM//W3SVC/1",
    "/LM/W3SVC//1",
    "\u200b/LM/W3SVC/1",
    "／LM／W3SVC／1",
  ].map((path) => [`Location="${path}"`, at(`Location="${path}"`), anonymous] as const),
  ["location", at('location="/LM/W3SVC/1"'), anonymous],
  ["LOCATION", at('LOCATION="/LM/W3SVC/1"'), anonymous],
  ["a prefixed Location", at('x:Location="/LM/W3SVC/1"'), anonymous],
];

/** What stands at no key, or above all of them, may count everywhere. */
const outsideKeys: readonly (readonly [what: string, file: string, unclear: readonly string[]])[] = [
  ["a key without a Location", metabaseOf(at("")), anonymous],
  ["an empty Location", metabaseOf(at('Location=""')), anonymous],
  ["the key of the file", metabaseOf(at('Location="."')), anonymous],
  ["the key above LM", metabaseOf(at('Location="/"')), anonymous],
  ["a Custom beside the keys", metabaseOf(`<Custom ID="6021" ${rest}/>`), anonymous],
  ["MBProperty itself", "<configuration><MBProperty UNCPassword='x'/></configuration>", unc],
  ["configuration itself", "<configuration UNCPassword='x'><MBProperty/></configuration>", unc],
];

describe.each(fileEncodings)(
  "what may be a credential and is spelled as IIS spells none is unclear, in %s:",
  (encoding) => {
    test.each(insideKeys)("%s", (_, element, unclear) => {
      const document = readMetabase(fileOf(metabaseOf(element), encoding));
      expect(unclearAt(document, "W3SVC/1")).toEqual(unclear);
      for (const kind of kinds) {
        for (const half of halves) {
          if (unclear.includes(propertyTable[kind][half].name))
            expect(document.key(parseLocation("W3SVC/1"))?.values[kind]?.[half]).toBeDefined();
        }
      }
    });

    test.each(outsideKeys)("%s", (_, file, unclear) => {
      expect(unclearAt(readMetabase(fileOf(file, encoding)), "LM")).toEqual(unclear);
    });
  },
);

test.each([
  ["a property of another name", inKey("", 'AnonymousUser="x" PathUNCPassword="x" LMAnonymousUserPassX="x"')],
  [
    "a property of another number",
    inKey('<Custom Name="UnknownName_1002" ID="1002" Value="x" Type="STRING"/>'),
  ],
  ["a number that is spelled oddly and another", inKey('<Custom Name="A" ID=" 01002" Value="x"/>')],
  ["another name and no number", inKey('<Custom Name="A" Value="x"/><Custom Name="A" ID="" Value="x"/>')],
  [
    "a number that only holds the digits",
    inKey('<Custom ID="16021" Value="x"/><Custom ID="60210" Value="x"/>'),
  ],
  ["other elements", inKey("<custom ID='1'/><x:Custom Name='A'/><B/>Custom <![CDATA[<Custom ID='6021'/>]]>")],
  ["comments and instructions", inKey("<!-- <Custom ID='6021'/> --><?x AnonymousUserPass='y'?>")],
  ["a Custom laid out as people do", inKey(`<Custom ID="6021" ${rest}>\r\n\t<!-- x -->\r\n</Custom>`)],
  [
    "a name in references",
    inKey('<Custom Name="&#65;nonymousUserPass" ID="602&#x31;" Value="x" Type="STRING"/>'),
  ],
  [
    "all flags",
    inKey(
      '<Custom ID="6021" Value="x" Type="STRING" Attributes="INHERIT | SECURE | REFERENCE | VOLATILE | ISINHERITED | INSERT_PATH | PARTIAL_PATH | LOCAL_MACHINE_ONLY"/>',
    ),
  ],
  ["a Location in other case", `<IIsWebServer Location="/lm/w3svc/1" ${pair}/>`],
  [
    "odd Locations of keys without a credential",
    `${inKey("")}<K Location="\\LM\\W3SVC\\1" Path="x"/><K location="/LM/W3SVC/1"/><K Location="W3SVC/1"/><K/>`,
  ],
  [
    "a name of three words",
    `<IIsWebServer Location="/LM/W3SVC/1" ${pair} AnonymousUserPassword="x" UserName="x" Password="y"/>`,
  ],
])("what can be no credential is passed over: %s", (_, element) => {
  const { keys } = readMetabase(fileOf(metabaseOf(element)));
  expect(keys.map(({ location, ambiguous }) => [location.toUpperCase(), ambiguous])).toEqual([
    ["/LM/W3SVC/1", undefined],
  ]);
});

describe("a DOCTYPE that may give elements attributes is refused at its place:", () => {
  test.each([
    "<!DOCTYPE configuration [ |<!ATTLIST IIsWebServer AnonymousUserPass CDATA 'x'> ]>",
    "<!DOCTYPE configuration [ <!ENTITY % a '<!ATTLIST K L CDATA #IMPLIED>'> |%a; ]>",
    "<!DOCTYPE configuration [ <!ENTITY a 'b'> <!-- > --> |<!ATTLIST K L ID #IMPLIED> ]>",
    "<!DOCTYPE configuration |SYSTEM 'metabase.dtd'>",
    "<!DOCTYPE configuration |PUBLIC '-//x' 'metabase.dtd' [ ]>",
  ])("%s", (marked) => {
    const text = `${marked.replace("|", "")}${metabaseOf(inKey(""))}`;
    const { code, offset, message } = errorOf(() => readMetabase(fileOf(text)));
    expect({ code, offset }).toEqual({ code: "E_NOT_A_METABASE", offset: marked.indexOf("|") });
    expect(message).toContain("DOCTYPE");
  });
});

describe("a copy that is spelled as IIS spells none stops every command that would pass it by:", () => {
  const inStep = ["", "/2"].map(
    (path) =>
      `<IIsWebServer Location="/LM/W3SVC${path}" AnonymousUserName="svc" AnonymousUserPass="new"></IIsWebServer>`,
  );
  let folder: MetabaseFolder;
  afterEach(async () => {
    await folder.remove();
  });

  test.each([
    [
      '<IIsWebServer Location="/LM/W3SVC/1"><x:Custom ID="6020" Value="svc"/><x:Custom ID="6021" Value="old"/></IIsWebServer>',
    ],
    ['<IIsWebServer Location="/LM/W3SVC/1" anonymoususername="svc" anonymoususerpass="old"></IIsWebServer>'],
    [
      '<IIsWebServer Location="\\LM\\W3SVC\\1" AnonymousUserName="svc" AnonymousUserPass="old"></IIsWebServer>',
    ],
    ['<IIsWebServer AnonymousUserName="svc" AnonymousUserPass="old"></IIsWebServer>'],
    ['<Custom ID="6021" Value="old" Location="/LM/W3SVC/1"/>'],
    ['<Unknown Location="/LM/W3SVC/1"><Custom Value="old"/></Unknown>'],
  ])("%s", async (element) => {
    const text = metabaseOf(...inStep, element);
    folder = await MetabaseFolder.create(text);
    const run = (...args: readonly string[]) =>
      runCommand([...args, "--path", folder.path], {
        input: "new\n",
        cwd: folder.path.replace(/[^\\/]+$/, ""),
      });
    const sync = await run("sync", "anonymous", "svc", "--password-stdin", "--apply");
    expect({ code: sync.code, why: /E_[A-Z]+/.exec(sync.stderr)?.[0] }).toEqual({
      code: 1,
      why: "E_AMBIGUOUS",
    });
    expect(sync.stderr + sync.stdout).not.toContain("old");
    expect(await folder.text()).toBe(text);
    expect((await run("lint")).stdout).toContain("can't be read in one way");
    expect((await run("find", "AnonymousUserPass")).stdout.split("\r\n  ")).toHaveLength(4);
  });
});
