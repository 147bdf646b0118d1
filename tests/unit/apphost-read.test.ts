import { readAppHost } from "../../provider/src/apphost";
import { isIdentityError } from "../../provider/src/domain";
import {
  anonymousOf,
  applicationOf,
  bytesOf,
  configOf,
  directoryOf,
  hostOf,
  levelsIn,
  siteOf,
  tagOf,
} from "../support/iis7-config";

const site = siteOf("Site", 1, applicationOf("/", directoryOf("/")));
const sites = hostOf("<sites>", site, "</sites>");
const server = (attributes: string): string => configOf(sites, anonymousOf(attributes));
const serverLine = (name: string, password = "-"): string =>
  `/LM/W3SVC [MACHINE/WEBROOT/APPHOST] anonymousAuthentication ${name} ${password}`;
const rootLine = (name: string, password = "-"): string =>
  `/LM/W3SVC/1/ROOT [Site] anonymousAuthentication ${name} ${password} < /LM/W3SVC`;
const tag = (path: string | undefined, attributes: string, more = ""): string =>
  tagOf(path, anonymousOf(attributes), more);

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
};

describe("a file is read in whatever shape it is written", () => {
  test.each<[what: string, file: string | Uint8Array, lines: readonly string[]]>([
    ["the server's element", server('userName="u" password="p"'), [serverLine('"u"', '"p"')]],
    ["single quotes", server("userName='u' password='p'"), [serverLine('"u"', '"p"')]],
    [
      "an end tag",
      server('userName="u"').replace("/></auth", "></anonymousAuthentication></auth"),
      [serverLine('"u"')],
    ],
    ["line breaks and tabs in a tag", server('\n\t\tuserName\t=\n"u"\r\n'), [serverLine('"u"')]],
    [
      "references",
      server('userName="&#x41;&amp;&#66;&lt;&quot;" password="&apos;&#9;"'),
      [serverLine('"A&B<""', '"\'\t"')],
    ],
    [
      "raw line breaks in a value, blanks to any parser",
      server('userName="a\r\nb\nc\td\re"'),
      [serverLine('"a b c d e"')],
    ],
    ["characters beyond ASCII", server('userName="Ünï\u{1f600}"'), [serverLine('"Ünï\u{1f600}"')]],
    [
      "no declaration and no line break at the end",
      `<configuration>${sites}${anonymousOf('userName="u"')}</configuration>`,
      [serverLine('"u"')],
    ],
    ["a byte order mark", `\ufeff${server('userName="ü"')}`, [serverLine('"ü"')]],
    ["UTF-16", utf16(server('userName="ü"').replace("UTF-8", "UTF-16"), false), [serverLine('"ü"')]],
    [
      "UTF-16 of the other order",
      utf16(server('userName="ü"').replace("UTF-8", "UTF-16"), true),
      [serverLine('"ü"')],
    ],
    [
      "comments that hold markup",
      configOf(
        `<!-- ${tag("Site", 'userName="no"')} -->`,
        "<!--",
        anonymousOf('userName="no"'),
        "-->",
        sites,
        anonymousOf('userName="u"'),
      ),
      [serverLine('"u"')],
    ],
    [
      "a comment inside of a group",
      configOf(
        sites,
        anonymousOf('userName="u"').replace(
          "<security>",
          '<!-- <security> --><security><?x <anonymousAuthentication userName="no"/>?>',
        ),
      ),
      [serverLine('"u"')],
    ],
    [
      "a CDATA section that holds markup",
      configOf(sites, `<x><![CDATA[${anonymousOf('userName="no"')}]]></x>`),
      [],
    ],
    [
      "a section group more than once",
      configOf(
        "<system.webServer><asp/></system.webServer>",
        sites,
        anonymousOf('userName="u"'),
        "<system.webServer/>",
      ),
      [serverLine('"u"')],
    ],
    [
      'the server\'s element in a tag of path ""',
      configOf(sites, tag("", 'userName="u"', 'overrideMode="Allow"')),
      [serverLine('"u"')],
    ],
    ['of path "."', configOf(sites, tag(".", 'userName="u"')), [serverLine('"u"')]],
    ["of no path", configOf(sites, tag(undefined, 'userName="u"')), [serverLine('"u"')]],
    ["sites in such a tag", configOf(tagOf("", sites), tag("Site", 'userName="u"')), [rootLine('"u"')]],
    [
      "several tags of one path",
      configOf(
        sites,
        tagOf("Site", "<system.webServer><asp/></system.webServer>"),
        tag("SITE", 'userName="u"'),
      ),
      [rootLine('"u"')],
    ],
    ["tags before the sites", configOf(tag("Site", 'userName="u"'), sites), [rootLine('"u"')]],
    [
      "an element whose name differs in case, which IIS does not know",
      configOf(
        sites,
        anonymousOf('userName="u"').replaceAll("anonymousAuthentication", "AnonymousAuthentication"),
      ),
      [],
    ],
    [
      "an element in another place",
      configOf(
        sites,
        '<anonymousAuthentication userName="u"/>',
        '<system.webServer><anonymousAuthentication userName="u"/></system.webServer>',
      ),
      [],
    ],
    ["a tag in a tag, which is none", configOf(sites, tagOf("x", tag("Site", 'userName="u"'))), []],
    ["a tag of a site that is gone", configOf(sites, tag("Gone/app", 'userName="u" password="p"')), []],
    ["an element without a half", server('enabled="false"'), []],
  ])("%s", (_, file, lines) => {
    expect(levelsIn(file)).toEqual(lines);
  });
});

describe("what a value is", () => {
  test.each([
    ['userName=""', serverLine('""')],
    ['password=""', serverLine("-", '""')],
    ['userName="" password="[enc:AesProvider:3AvwL+xy==:enc]"', serverLine('""', "sealed")],
    ['password="[enc:Own_Provider:AAAA:enc]"', serverLine("-", "sealed")],
    ['password="[enc:57686:enc]"', serverLine("-", "sealed")],
    ['password="[enc:AesProvider::enc]"', serverLine("-", "sealed-empty")],
    ['password="[enc:not"', serverLine("-", '"[enc:not"')],
  ])("%s", (attributes, line) => {
    expect(levelsIn(server(attributes))).toEqual([line]);
  });
});

describe("what can't be understood in one way is unclear, and nothing else", () => {
  const unclear = rootLine('?"u"', "?-");
  test.each<[what: string, file: string, lines: readonly string[]]>([
    [
      "one section twice in one tag",
      configOf(sites, tagOf("Site", anonymousOf('userName="u"') + anonymousOf("x=''"))),
      [unclear],
    ],
    [
      "one section in two tags of one path, ignoring case",
      configOf(sites, tag("Site", 'userName="u"'), tag("sITE", 'userName="u"')),
      [unclear],
    ],
    [
      "the server's section outside of a tag and inside",
      configOf(sites, anonymousOf('userName="u"'), tag(".", 'userName="u"')),
      [serverLine('?"u"', "?-")],
    ],
    [
      "two sites of one name, at each of them",
      configOf(hostOf("<sites>", siteOf("A", 1), siteOf("a", 2), "</sites>"), tag("A", 'userName="u"')),
      [
        "/LM/W3SVC/1 [A] virtualDirectoryDefaults ?- ?- < /LM/W3SVC",
        '/LM/W3SVC/1/ROOT [A] anonymousAuthentication ?"u" ?- < /LM/W3SVC',
        "/LM/W3SVC/1/ROOT/* [A/*] virtualDirectoryDefaults ?- ?- < /LM/W3SVC/1",
        "/LM/W3SVC/2 [a] virtualDirectoryDefaults ?- ?- < /LM/W3SVC",
        '/LM/W3SVC/2/ROOT [a] anonymousAuthentication ?"u" ?- < /LM/W3SVC',
        "/LM/W3SVC/2/ROOT/* [a/*] virtualDirectoryDefaults ?- ?- < /LM/W3SVC/2",
      ],
    ],
    [
      "two sites of one id",
      configOf(
        hostOf("<sites>", siteOf("Site", "1"), siteOf("b", "01"), "</sites>"),
        tag("Site", 'userName="u"'),
      ),
      [
        "/LM/W3SVC/1 [Site] virtualDirectoryDefaults ?- ?- < /LM/W3SVC",
        unclear,
        "/LM/W3SVC/1/ROOT/* [Site/*] virtualDirectoryDefaults ?- ?- < /LM/W3SVC/1",
      ],
    ],
    [
      "two virtual directories of one address",
      configOf(
        hostOf(
          "<sites>",
          siteOf(
            "Site",
            1,
            applicationOf("/", directoryOf("/a/b")),
            applicationOf("/a", directoryOf("/B", 'userName="u" password="p"')),
          ),
          "</sites>",
        ),
      ),
      ['/LM/W3SVC/1/ROOT/a/b [Site/a/b] virtualDirectory ?"u" ?"p" < /LM/W3SVC/1/ROOT/a/*'],
    ],
    [
      "two pools of one name",
      configOf(
        hostOf(
          '<applicationPools><add name="P"><processModel userName="u"/></add><add name="p"/></applicationPools>',
        ),
      ),
      ['/LM/W3SVC/AppPools/P [P] processModel ?"u" ?- < /LM/W3SVC/AppPools'],
    ],
    [
      "two processModels in a pool",
      configOf(
        hostOf(
          '<applicationPools><add name="P"><processModel userName="u"/><processModel/></add></applicationPools>',
        ),
      ),
      ['/LM/W3SVC/AppPools/P [P] processModel ?"u" ?- < /LM/W3SVC/AppPools'],
    ],
    [
      "a section that another file holds",
      configOf(sites, tag("Site", 'configSource="x.config"')),
      [rootLine("?-", "?-")],
    ],
    [
      "an attribute in another case",
      configOf(sites, tag("Site", 'Username="u" password="p"')),
      [rootLine("?-", '"p"')],
    ],
    [
      "a sealed user name",
      configOf(sites, tag("Site", 'userName="[enc:P:AAAA:enc]"')),
      [rootLine('?"[enc:P:AAAA:enc]"')],
    ],
    ["a path with a slash at its end", configOf(sites, tag("Site/", 'userName="u"')), [unclear]],
    [
      "a path with a backslash",
      configOf(sites, tag("Site/a\\b", 'userName="u"')),
      ['/LM/W3SVC/1/ROOT/a\ufffdb [Site/a\\b] anonymousAuthentication ?"u" ?- < /LM/W3SVC/1/ROOT'],
    ],
  ])("%s", (_, file, lines) => {
    expect(levelsIn(file)).toEqual(lines);
  });

  test("what an application would inherit through inheritInChildApplications, half by half", () => {
    const file = configOf(
      hostOf(
        "<sites>",
        siteOf(
          "Site",
          1,
          applicationOf("/"),
          applicationOf("/own"),
          applicationOf("/half"),
          applicationOf("/none/deep"),
        ),
        "</sites>",
      ),
      anonymousOf('userName="s" password="s"'),
      tag("Site", 'userName="u"', 'inheritInChildApplications="false"'),
      tag("Site/own", 'userName="u"'),
      tag("Site/half", 'password="p"'),
      tag("Site/none", 'password="p"'),
    );
    expect(levelsIn(file)).toEqual([
      serverLine('"s"', '"s"'),
      rootLine('"u"'),
      '/LM/W3SVC/1/ROOT/half [Site/half] anonymousAuthentication ?- "p" < /LM/W3SVC/1/ROOT',
      // A folder of the same application inherits as ever.
      '/LM/W3SVC/1/ROOT/none [Site/none] anonymousAuthentication - "p" < /LM/W3SVC/1/ROOT',
      "/LM/W3SVC/1/ROOT/none/deep [Site/none/deep] anonymousAuthentication ?- - < /LM/W3SVC/1/ROOT/none",
      '/LM/W3SVC/1/ROOT/own [Site/own] anonymousAuthentication "u" - < /LM/W3SVC/1/ROOT',
    ]);
  });
});

test("each level has its place, and what it inherits from", () => {
  const file = configOf(
    hostOf(
      '<applicationPools><add name="P 1"><processModel userName="p" password="p"/></add>',
      '<applicationPoolDefaults><processModel userName="d"/></applicationPoolDefaults></applicationPools>',
      "<sites>",
      siteOf(
        "A",
        12,
        applicationOf("/", directoryOf("/", 'userName="v"'), directoryOf("/dir", 'password="v"')),
        applicationOf(
          "/app/x",
          directoryOf("/", 'userName="v"'),
          directoryOf("/y/z", 'userName="v"'),
          '<virtualDirectoryDefaults userName="a"/>',
        ),
        '<virtualDirectoryDefaults password="s"/>',
      ),
      siteOf("B", 3),
      '<virtualDirectoryDefaults userName="all" password="all"/></sites>',
    ),
    anonymousOf('userName="IUSR"'),
    tag("A", 'userName="t"'),
    tag("A/app/x/file.htm", 'userName="t"'),
    tag("B/sub", 'password="t"'),
  );
  expect(levelsIn(file)).toEqual([
    serverLine('"IUSR"'),
    '/LM/W3SVC [MACHINE/WEBROOT/APPHOST] virtualDirectoryDefaults "all" "all"',
    '/LM/W3SVC/3/ROOT/sub [B/sub] anonymousAuthentication - "t" < /LM/W3SVC/3/ROOT',
    '/LM/W3SVC/12 [A] virtualDirectoryDefaults - "s" < /LM/W3SVC',
    '/LM/W3SVC/12/ROOT [A] anonymousAuthentication "t" - < /LM/W3SVC',
    '/LM/W3SVC/12/ROOT [A] virtualDirectory "v" - < /LM/W3SVC/12/ROOT/*',
    '/LM/W3SVC/12/ROOT/app/x [A/app/x] virtualDirectory "v" - < /LM/W3SVC/12/ROOT/app/x/*',
    '/LM/W3SVC/12/ROOT/app/x/* [A/app/x/*] virtualDirectoryDefaults "a" - < /LM/W3SVC/12',
    '/LM/W3SVC/12/ROOT/app/x/file.htm [A/app/x/file.htm] anonymousAuthentication "t" - < /LM/W3SVC/12/ROOT/app/x',
    '/LM/W3SVC/12/ROOT/app/x/y/z [A/app/x/y/z] virtualDirectory "v" - < /LM/W3SVC/12/ROOT/app/x/*',
    '/LM/W3SVC/12/ROOT/dir [A/dir] virtualDirectory - "v" < /LM/W3SVC/12/ROOT/*',
    '/LM/W3SVC/AppPools [MACHINE/WEBROOT/APPHOST] applicationPoolDefaults "d" -',
    '/LM/W3SVC/AppPools/P 1 [P 1] processModel "p" "p" < /LM/W3SVC/AppPools',
  ]);
});

describe("what names an account elsewhere is found", () => {
  const found = (text: string): readonly string[] =>
    readAppHost(bytesOf(text)).unmanaged.map(
      ({ place, path, userName = "-", attribute, state }) =>
        `[${place}] ${path} ${userName} ${attribute} ${state}`,
    );
  const mapping = '<oneToOneMappings><add userName="D\\u" password="p"/></oneToOneMappings>';

  test.each<[what: string, file: string, lines: readonly string[]]>([
    [
      "a certificate mapping in a tag",
      configOf(
        sites,
        tagOf(
          "Site/x",
          `<system.webServer><iisClientCertificateMappingAuthentication>${mapping}</iisClientCertificateMappingAuthentication></system.webServer>`,
        ),
      ),
      [
        "[Site/x] system.webServer/iisClientCertificateMappingAuthentication/oneToOneMappings/add D\\u password set",
      ],
    ],
    [
      "FTP's anonymous user and user isolation",
      configOf(
        hostOf(
          "<sites>",
          siteOf(
            "F",
            2,
            '<ftpServer><security><authentication><anonymousAuthentication userName="u" password="[enc:P:AAAA:enc]"/></authentication></security><userIsolation><activeDirectory adUserName="a" adPassword="p"/></userIsolation></ftpServer>',
          ),
          "</sites>",
        ),
      ),
      [
        "[F] system.applicationHost/sites/site/ftpServer/security/authentication/anonymousAuthentication u password sealed",
        "[F] system.applicationHost/sites/site/ftpServer/userIsolation/activeDirectory a adPassword set",
      ],
    ],
    [
      "a sealed value of any name",
      configOf(sites, '<x><y secret="[enc:P::enc]" key="&#91;enc:P:AAAA:enc]"/></x>'),
      ["[] x/y - key sealed"],
    ],
    [
      "a password that a pool's own element holds",
      configOf(hostOf('<applicationPools><add name="P" userName="u" password="p"/></applicationPools>')),
      ["[] system.applicationHost/applicationPools/add u password set"],
    ],
    [
      "none of a user name alone, or a password alone",
      configOf(sites, '<x userName="u"/><y password="p"/><z userName="u" password=""/>'),
      [],
    ],
    [
      "none of the three kinds",
      configOf(
        hostOf(
          `<sites>${siteOf("A", 1, applicationOf("/", directoryOf("/", 'userName="u" password="[enc:P:AAAA:enc]"')))}</sites>`,
        ),
        anonymousOf('userName="u" password="[enc:P:AAAA:enc]"'),
      ),
      [],
    ],
    [
      "pools of another level, which count for nothing",
      configOf(
        sites,
        tagOf(
          "Site",
          hostOf(
            '<applicationPools><add name="P"><processModel userName="u" password="p"/></add></applicationPools>',
          ),
        ),
      ),
      ["[Site] system.applicationHost/applicationPools/add/processModel u password set"],
    ],
  ])("%s", (_, file, lines) => {
    expect(found(file)).toEqual(lines);
  });
});

test("leftovers of a metabase and the providers are reported", () => {
  const { leftovers, providers } = readAppHost(
    bytesOf(
      configOf(
        '<configProtectedData><providers><add name="IISCngProvider"/><add name="Rsa_WAS"/></providers></configProtectedData>',
        hostOf(
          '<customMetadata><key path="LM/W3SVC/1/ROOT"><property id="6021" dataType="String" value="p"/><property id="2102" value="x"/></key></customMetadata>',
        ),
      ),
    ),
  );
  expect(leftovers).toEqual([{ path: "LM/W3SVC/1/ROOT", property: "AnonymousUserPass" }]);
  expect(providers).toEqual(["IISCngProvider", "Rsa_WAS"]);
});

describe("what is no applicationHost.config is refused", () => {
  test.each([
    ["an empty file", "", "E_EMPTY_FILE"],
    ["white space", " \n", "E_EMPTY_FILE"],
    ["another root", "<x/>", "E_NOT_A_METABASE"],
    ["a metabase", "<configuration><MBProperty/></configuration>", "E_NOT_A_METABASE"],
    ["a web.config", configOf(anonymousOf('userName="u"')), "E_NOT_A_METABASE"],
    [
      "a redirection.config",
      "<configuration><configurationRedirection/></configuration>",
      "E_NOT_A_METABASE",
    ],
    ["a file that breaks off", configOf(sites).slice(0, -5), "E_TRUNCATED"],
    ["elements that cross", configOf("<a><b></a></b>"), "E_SYNTAX"],
    ["an attribute that stands twice", server('userName="a" userName="b"'), "E_SYNTAX"],
    ["another encoding than it declares", configOf(sites).replace("UTF-8", "windows-1252"), "E_ENCODING"],
    ["sites that another file holds", configOf(hostOf('<sites configSource="x"/>')), "E_AMBIGUOUS"],
  ])("%s", (_, file, code) => {
    const outcome = (): string => {
      try {
        levelsIn(file);
        return "read";
      } catch (error) {
        return isIdentityError(error) ? error.code : "another error";
      }
    };
    expect(outcome()).toBe(code);
  });

  test("a file above the limit", () => {
    expect(() => readAppHost(bytesOf(server("")), { maxBytes: 10 })).toThrow(
      expect.objectContaining({ code: "E_TOO_LARGE", offset: 10 }),
    );
  });
});
