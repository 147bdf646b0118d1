import {
  emptyPair,
  parseLocation,
  Secret,
  type Change,
  type IdentityType,
  type Kind,
} from "../../provider/src/domain";
import { fileStoreOf, removeFolders } from "../support/apphost-conformance";

afterAll(removeFolders);

interface Asked {
  readonly userName?: string | null;
  readonly password?: string | null;
  readonly identityType?: IdentityType | null;
}

/** Writes one change decided on what is there; what the file holds then, or why it does not. */
async function after(
  text: string,
  at: string,
  kind: Kind,
  { userName, password, identityType }: Asked,
  settings: { readonly allowPlainText?: boolean } = { allowPlainText: true },
): Promise<string> {
  const under = fileStoreOf(text, "utf8", settings);
  const snapshot = await under.store.observe({ locations: [] });
  const location = parseLocation(at);
  const key = snapshot.key(location);
  const expected = key?.settings?.AppPoolIdentityType;
  const change: Change = {
    location,
    kind,
    ...(identityType === undefined
      ? {}
      : {
          identityType: {
            expected,
            change: identityType === null ? { remove: true } : { set: identityType },
          },
        }),
    expected: key?.own[kind] ?? emptyPair,
    ...(userName === undefined ? {} : { userName: userName === null ? { remove: true } : { set: userName } }),
    ...(password === undefined
      ? {}
      : { password: password === null ? { remove: true } : { set: new Secret(password) } }),
  };
  const before = await under.fingerprint();
  const [result] = await under.store.apply([change]);
  if (result?.outcome === "failed") {
    expect(await under.fingerprint()).toEqual(before);
    return result.error.code;
  }
  expect(result?.outcome).toBe("written");
  const written = await under.fingerprint();
  expect(await under.store.apply([change])).toEqual([{ outcome: "unchanged" }]);
  expect(await under.fingerprint()).toEqual(written);
  return under.text();
}

const file = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!-- <location path="Shop"><system.webServer /></location> -->
<configuration>
    <system.applicationHost>
        <applicationPools>
            <add name="Own"><processModel identityType="SpecificUser" userName="a" password="b" idleTimeout="0" /></add>
            <add name="Pair"><processModel userName="FARM\\x" password="y" /></add>
            <add name="Bare"><processModel idleTimeout='0' /></add>
            <add name="None" autoStart="true" />
            <add name="Open">
                <recycling />
            </add>
        </applicationPools>
        <sites>
            <site name="Shop" id="1">
                <application path="/">
                    <virtualDirectory path="/" physicalPath="C:\\x" />
                </application>
            </site>
        </sites>
    </system.applicationHost>
${inside}    <system.webServer>
        <security>
            <authentication>
                <anonymousAuthentication enabled="true" logonMethod='Network' />
            </authentication>
        </security>
    </system.webServer>
</configuration>
`;

const tag = (attributes: string, inside: string): string =>
  `    <location path="Shop"${attributes}>
${inside}    </location>
`;

const section = (attributes: string): string =>
  `        <system.webServer>
            <security>
                <authentication>
                    <anonymousAuthentication ${attributes} />
                </authentication>
            </security>
        </system.webServer>
`;

const pair = { userName: "FARM\\svc", password: 'p<&"' };
const written = 'userName="FARM\\svc" password="p&lt;&amp;&quot;"';

test.each<[what: string, at: string, kind: Kind, asked: Asked, from: string, to: string]>([
  ["both values of an element", "W3SVC/AppPools/Own", "wam", pair, 'userName="a" password="b"', written],
  ["the password alone", "W3SVC/AppPools/Own", "wam", { password: "new" }, 'password="b"', 'password="new"'],
  [
    "a pair that goes",
    "W3SVC/AppPools/Own",
    "wam",
    { userName: null, password: null },
    ' userName="a" password="b"',
    "",
  ],
  [
    "a type alone",
    "W3SVC/AppPools/Own",
    "wam",
    { identityType: "ApplicationPoolIdentity" },
    'identityType="SpecificUser"',
    'identityType="ApplicationPoolIdentity"',
  ],
  [
    "a type, with the pair that goes",
    "W3SVC/AppPools/Own",
    "wam",
    { identityType: "NetworkService", userName: null, password: null },
    'identityType="SpecificUser" userName="a" password="b"',
    'identityType="NetworkService"',
  ],
  [
    "a type that goes",
    "W3SVC/AppPools/Own",
    "wam",
    { identityType: null },
    ' identityType="SpecificUser"',
    "",
  ],
  [
    "a type before a pair that is there",
    "W3SVC/AppPools/Pair",
    "wam",
    { identityType: "SpecificUser" },
    '<processModel userName="FARM\\x"',
    '<processModel identityType="SpecificUser" userName="FARM\\x"',
  ],
  [
    "a type and a pair before what comes behind them",
    "W3SVC/AppPools/Bare",
    "wam",
    { identityType: "SpecificUser", ...pair },
    "<processModel idleTimeout='0'",
    "<processModel identityType='SpecificUser' userName='FARM\\svc' password='p&lt;&amp;&quot;' idleTimeout='0'",
  ],
  [
    "an element with a type and a pair",
    "W3SVC/AppPools/None",
    "wam",
    { identityType: "SpecificUser", ...pair },
    '<add name="None" autoStart="true" />',
    `<add name="None" autoStart="true">
                <processModel identityType="SpecificUser" ${written} />
            </add>`,
  ],
  [
    "attributes in the order of the schema",
    "W3SVC",
    "anonymous",
    pair,
    '<anonymousAuthentication enabled="true" logonMethod',
    `<anonymousAuthentication enabled="true" ${written} logonMethod`,
  ],
  [
    "those of a virtual directory behind its path",
    "W3SVC/1/ROOT",
    "unc",
    pair,
    'physicalPath="C:\\x" />',
    `physicalPath="C:\\x" ${written} />`,
  ],
  [
    "an element in one that is empty",
    "W3SVC/AppPools/None",
    "wam",
    pair,
    '<add name="None" autoStart="true" />',
    `<add name="None" autoStart="true">
                <processModel ${written} />
            </add>`,
  ],
  [
    "an element behind the others",
    "W3SVC/AppPools/Open",
    "wam",
    pair,
    "<recycling />\n",
    `<recycling />\n                <processModel ${written} />\n`,
  ],
  [
    "defaults that are not there, with all around them",
    "W3SVC/AppPools",
    "wam",
    pair,
    "        </applicationPools>",
    `            <applicationPoolDefaults>
                <processModel ${written} />
            </applicationPoolDefaults>
        </applicationPools>`,
  ],
  [
    "defaults of a site",
    "W3SVC/1",
    "unc",
    pair,
    "            </site>",
    `                <virtualDirectoryDefaults ${written} />
            </site>`,
  ],
])("what changes is no more than asked: %s", async (_, at, kind, asked, from, to) => {
  const before = file("");
  expect(before.split(from)).toHaveLength(2);
  expect(await after(before, at, kind, asked)).toBe(before.replace(from, () => to));
});

describe("an anonymous user goes into a location tag", () => {
  const root = "W3SVC/1/ROOT";
  const set = { userName: "" };
  const made = section('userName=""');

  test.each<[what: string, inside: string, becomes: string]>([
    [
      "that has its section",
      tag("", section('enabled="true"')),
      tag("", section('enabled="true" userName=""')),
    ],
    ["that has none, nor what is around it", tag("", "        <x />\n"), tag("", `        <x />\n${made}`)],
    [
      "that has a part of what is around it",
      tag("", "        <system.webServer>\n            <security />\n        </system.webServer>\n"),
      tag(
        "",
        '        <system.webServer>\n            <security>\n                <authentication>\n                    <anonymousAuthentication userName="" />\n                </authentication>\n            </security>\n        </system.webServer>\n',
      ),
    ],
    [
      "of its own, where the one of its path says more than its path",
      tag(' overrideMode="Allow"', "        <x />\n"),
      tag(' overrideMode="Allow"', "        <x />\n") + tag("", made),
    ],
    [
      "even of such a one, where that has its section",
      tag(' overrideMode="Allow"', section('enabled="true"')),
      tag(' overrideMode="Allow"', section('enabled="true" userName=""')),
    ],
  ])("%s", async (_, inside, becomes) => {
    expect(await after(file(inside), root, "anonymous", set)).toBe(file(becomes));
  });

  test("of its own, where that of its path is spelled as IIS spells none", async () => {
    const odd = tag("", "        <x />\n").replace('"Shop"', '"Shop/"');
    expect(await after(file(odd), root, "anonymous", set)).toBe(file(odd + tag("", made)));
  });

  test("made for it behind the last one, whatever that is of", async () => {
    const others = ["Shop/a", "Shop/b"].map((path) =>
      tag("", "        <x />\n").replace('"Shop"', `"${path}"`),
    );
    const text = file(others.join(""));
    expect(await after(text, root, "anonymous", set)).toBe(file(others.join("") + tag("", made)));
  });

  test("made for it at the end of a file without one", async () => {
    const text = file("");
    expect(await after(text, root, "anonymous", set)).toBe(
      text.replace("</configuration>", `${tag("", made)}</configuration>`),
    );
  });

  test.each([
    ["tabs", (text: string) => text.replaceAll("    ", "\t")],
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["two blanks", (text: string) => text.replaceAll("    ", "  ")],
    ["no line breaks", (text: string) => text.replace(/\n */g, "")],
  ])("in the layout of the file: %s", async (_, layout) => {
    const inside = tag("", "        <x />\n");
    const becomes = tag("", `        <x />\n${made}`);
    expect(await after(layout(file(inside)), root, "anonymous", set)).toBe(layout(file(becomes)));
  });
});

test.each<[what: string, text: string, at: string, kind: Kind, asked: Asked, code: string]>([
  [
    "a password over one that is encrypted",
    file("").replace('password="b"', 'password="[enc:IISCngProvider:AAAA:enc]"'),
    "W3SVC/AppPools/Own",
    "wam",
    pair,
    "E_SEALS_OTHERS",
  ],
  [
    "a half that a level above locks",
    file("").replace('enabled="true"', 'enabled="true" lockAttributes="userName"'),
    "W3SVC/1/ROOT",
    "anonymous",
    { userName: "" },
    "E_SECTION_LOCKED",
  ],
  [
    "a section that is in the tag twice",
    file(tag("", section("") + section(""))),
    "W3SVC/1/ROOT",
    "anonymous",
    { userName: "" },
    "E_AMBIGUOUS",
  ],
])("%s is refused, and not a byte is written", async (_, text, at, kind, asked, code) => {
  expect(await after(text, at, kind, asked)).toBe(code);
});

const kept = ' inheritInChildApplications="false"';
const withApplication = (text: string): string =>
  text.replace("            </site>", '                <application path="/app" />\n            </site>');

test.each<
  [what: string, inside: string, at: string, userName: Change["userName"] & object, said: string | undefined]
>([
  [
    "a half more that a tag would keep from an application",
    tag(kept, section('enabled="true"')),
    "W3SVC/1/ROOT",
    { set: "" },
    "E_AMBIGUOUS",
  ],
  ["a half less", tag(kept, section('userName="u"')), "W3SVC/1/ROOT", { remove: true }, "E_AMBIGUOUS"],
  [
    "what would leave an application with what nobody knows",
    tag(kept, section('userName="u"')) + tag("", section('userName="v"')).replace('"Shop"', '"Shop/app"'),
    "W3SVC/1/ROOT/app",
    { remove: true },
    undefined,
  ],
])("%s is refused, and all else of the same commit is written", async (_, inside, at, userName, said) => {
  const text = withApplication(file(inside));
  const { store, text: now } = fileStoreOf(text);
  const snapshot = await store.observe({ locations: [] });
  const changeAt = (path: string, kind: Kind, of: Partial<Change>): Change => {
    const location = parseLocation(path);
    return { location, kind, expected: snapshot.key(location)?.own[kind] ?? emptyPair, ...of };
  };
  const refused = changeAt(at, "anonymous", { userName });
  const other = changeAt("W3SVC/AppPools/Own", "wam", { password: { set: new Secret("new") } });

  expect(await store.notWritten?.([other])).toBeUndefined();
  expect((await store.notWritten?.([other, refused]))?.code).toBe(said);
  const results = await store.apply([refused, other]);
  expect(results).toMatchObject([
    { outcome: "failed", error: { code: "E_AMBIGUOUS", location: refused.location } },
    { outcome: "written" },
  ]);
  expect(now()).toBe(text.replace('password="b"', 'password="new"'));
});

test("a tag that keeps what it sets from applications gets a half more where there are none beneath", async () => {
  const text = file(tag(kept, section('enabled="true"')));
  expect(await after(text, "W3SVC/1/ROOT", "anonymous", { userName: "" })).toBe(
    text.replace(
      'enabled="true" />\n                </auth',
      'enabled="true" userName="" />\n                </auth',
    ),
  );
});

test.each<[what: string, declared: Change["identityType"] & object]>([
  ["that is to become another one", { expected: "NetworkService", change: { set: "LocalSystem" } }],
  ["that is to go", { expected: undefined, change: { remove: true } }],
  ["that was as it is declared", { expected: "ApplicationPoolIdentity" }],
])("a type %s, and was changed meanwhile, keeps the pool as it is", async (_, identityType) => {
  const under = fileStoreOf(file(""), "utf8", {});
  const location = parseLocation("W3SVC/AppPools/Own");
  const expected = (await under.store.observe({ locations: [] })).key(location)?.own.wam ?? emptyPair;
  const change: Change = { location, kind: "wam", expected, userName: { remove: true }, identityType };
  expect(await under.store.apply([change])).toMatchObject([{ error: { code: "E_CHANGED_MEANWHILE" } }]);
  expect(under.text()).toBe(file(""));
});

test.each([
  ["in the same way share their result", "LocalSystem", "unchanged"],
  ["in two ways are refused", "LocalService", "failed"],
] as const)("two changes of one type %s", async (_, other, outcome) => {
  const under = fileStoreOf(file(""), "utf8", {});
  const location = parseLocation("W3SVC/AppPools/None");
  const [one, two] = (["LocalSystem", other] as const).map((set): Change => ({
    location,
    kind: "wam",
    expected: emptyPair,
    identityType: { expected: undefined, change: { set } },
  }));
  const results = await under.store.apply([one!, two!]);
  expect(results.map((result) => result.outcome)).toEqual(["written", outcome]);
});

test("a password in plain text is refused unless that is allowed; a name and a removal are not", async () => {
  const none = {};
  expect(await after(file(""), "W3SVC/AppPools/Own", "wam", pair, none)).toBe("E_PLAIN_TEXT");
  const name = await after(file(""), "W3SVC/AppPools/Own", "wam", { userName: "c" }, none);
  expect(name).toBe(file("").replace('userName="a"', 'userName="c"'));
  const sealed = file("").replace('password="b"', 'password="[enc:P:AAAA:enc]"');
  const gone = await after(sealed, "W3SVC/AppPools/Own", "wam", { password: null }, none);
  expect(gone).toBe(file("").replace(' password="b"', ""));
});
