import { inspect } from "node:util";
import { errorCodes } from "../../provider/src/domain";
import { mistakesError, parseSection } from "../../provider/src/config";
import { identityArguments } from "../../provider/src/config/resource-arguments";
import type { SectionInput, SectionResult } from "../../provider/src/config/parse-section";
import {
  accountResourceNames,
  generatedPasswordName,
  identityResourceName,
} from "../../provider/src/config/resource-name";

const canary = 'C4nary"&<{}>\\pass word';

const settings: Record<string, { text: string; secret: boolean }> = {
  "iis-identity:web-user": { text: canary, secret: true },
  "vault:web-user": { text: `${canary}2`, secret: true },
  "iis-identity:plain": { text: canary, secret: false },
  "iis-identity:empty": { text: "", secret: true },
};

const item = { location: "W3SVC/1/ROOT", userName: "IUSR_WEB" };

function parse(given: Partial<SectionInput>): SectionResult {
  return parseSection({
    metabase: { path: "web01/MetaBase.xml" },
    identities: [item],
    setting: (name) => settings[name],
    clearPassword: () => false,
    ...given,
  });
}

const wam = { location: "W3SVC/AppPools", kind: "wam", userName: "FARM\\svc-pool" };

const generate = "[0].password.generate";

const generating = (settings: object): object => ({ ...item, password: { generate: settings } });

const pathsOf = (result: SectionResult): string[] => result.mistakes.map(({ path }) => path);

test("a whole section becomes typed declarations in canonical form, with every default filled in", () => {
  const { section } = parse({
    metabase: { store: "file", path: "m.xml", machine: "WEB01", backup: { keep: 5, directory: "b" } },
    identities: [
      { location: "w3svc\\1\\Root", userName: "a" },
      { location: "/LM/W3SVC/1/ROOT/x", userName: "b", password: canary, onDelete: "inherit" },
      { location: "W3SVC/2/ROOT", userName: "c", passwordFrom: "web-user", acceptEffects: true },
      { location: "W3SVC/3/ROOT", userName: "d", passwordFrom: "vault:web-user" },
      { location: "W3SVC/4/ROOT", userName: "IUSR", passwordless: true },
      { location: "W3SVC/AppPools/x", kind: "wam", userName: "e", complus: "acknowledged" },
      { location: "W3SVC/4/ROOT", kind: "unc", userName: "f", password: { generate: { length: 30 } } },
    ],
  });
  expect(section?.metabase).toEqual({
    store: "file",
    path: "m.xml",
    machine: "WEB01",
    iisStopped: false,
    backup: { keep: 5, maxAgeDays: 30, directory: "b" },
  });
  const base = {
    kind: "anonymous",
    password: undefined,
    generate: undefined,
    passwordless: false,
    onDelete: "keep",
    acceptEffects: false,
    complus: undefined,
  };
  const found = section?.identities.map((each) => ({ ...each, password: each.password?.reveal() }));
  expect(found).toEqual(
    [
      { ...base, location: "/LM/w3svc/1/Root", userName: "a" },
      { ...base, location: "/LM/W3SVC/1/ROOT/x", userName: "b", password: canary, onDelete: "inherit" },
      { ...base, location: "/LM/W3SVC/2/ROOT", userName: "c", password: canary, acceptEffects: true },
      { ...base, location: "/LM/W3SVC/3/ROOT", userName: "d", password: `${canary}2` },
      { ...base, location: "/LM/W3SVC/4/ROOT", userName: "IUSR", passwordless: true },
      { ...base, location: "/LM/W3SVC/AppPools/x", kind: "wam", userName: "e", complus: "acknowledged" },
      { ...base, location: "/LM/W3SVC/4/ROOT", kind: "unc", userName: "f", generate: { length: 30 } },
    ].map((each, index) => ({ ...each, path: `iis-identity:identities[${String(index)}]` })),
  );
});

describe("what a pool runs as", () => {
  const pool = { location: "Shop", kind: "wam" };

  test.each<[what: string, written: object, given: object]>([
    ["without an account", { identityType: "NetworkService" }, { identityType: "NetworkService" }],
    [
      "without one, and none may be left",
      { identityType: "ApplicationPoolIdentity", passwordless: true },
      { identityType: "ApplicationPoolIdentity", passwordless: true },
    ],
    [
      "as a managed account",
      { identityType: "SpecificUser", userName: "FARM\\gmsa$", passwordless: true },
      { identityType: "SpecificUser", userName: "FARM\\gmsa$", passwordless: true },
    ],
    [
      "as an account with its password",
      { identityType: "SpecificUser", userName: "FARM\\svc", passwordFrom: "web-user" },
      { identityType: "SpecificUser", userName: "FARM\\svc" },
    ],
  ])("is declared in a stack's file as in a program: %s", (_, written, given) => {
    const { section, mistakes } = parse({ identities: [{ ...pool, ...written }] });
    expect(mistakes).toEqual([]);
    const resource = section?.identities.map(identityArguments);
    expect(resource).toEqual([{ location: "Shop", onDelete: "keep", ...given }]);
  });

  test.each<[what: string, written: object, field: string]>([
    ["a user name without a use", { identityType: "LocalSystem", userName: "x" }, "identityType"],
    ["a password without a use", { identityType: "LocalSystem", passwordFrom: "web-user" }, "identityType"],
    ["an account without a name", { identityType: "SpecificUser" }, "userName"],
    ["what IIS does not have", { identityType: "Local System" }, "identityType"],
    ["another kind", { identityType: "LocalSystem", kind: "unc", userName: "x" }, "identityType"],
  ])("is a mistake with %s", (_, written, field) => {
    expect(pathsOf(parse({ identities: [{ ...pool, ...written }] }))).toEqual([
      `iis-identity:identities[0].${field}`,
    ]);
  });
});

test("a path alone means a file, with the usual backups", () => {
  expect(parse({ metabase: { path: "m.xml" } }).section?.metabase).toEqual({
    store: "file",
    path: "m.xml",
    iisStopped: false,
    backup: { keep: 3, maxAgeDays: 30 },
  });
});

test.each([
  ["an empty list", { identities: [] }],
  ["accounts alone", { identities: undefined, accounts: [] }],
  ["identities alone", { identities: [], accounts: undefined }],
])("%s may stand and declares nothing", (_what, lists) => {
  expect(parse(lists).section).toMatchObject({ identities: [], accounts: [] });
});

const ssh = { type: "ssh", host: "web01" };

const live = { store: "adsi", timeoutSeconds: 120, throughCompatibility: false };

test.each<[string, object, object]>([
  ["nothing but the store", {}, { ...live, transport: { type: "local" } }],
  ["this machine, said in a word", { transport: "local" }, { ...live, transport: { type: "local" } }],
  [
    "another server from this machine",
    { server: "WEB01.farm.example", transport: { type: "local", scriptHost: "cscript-of-mine" } },
    { ...live, server: "WEB01.farm.example", transport: { type: "local", scriptHost: "cscript-of-mine" } },
  ],
  [
    "everything of SSH",
    {
      server: "WEB02",
      timeoutSeconds: 30,
      throughCompatibility: true,
      transport: {
        ...ssh,
        user: "ops",
        port: 2222,
        configFile: "ssh.conf",
        agentPath: "a.js",
        secondHop: true,
      },
    },
    {
      store: "adsi",
      server: "WEB02",
      timeoutSeconds: 30,
      throughCompatibility: true,
      transport: {
        ...ssh,
        user: "ops",
        port: 2222,
        configFile: "ssh.conf",
        agentPath: "a.js",
        secondHop: true,
      },
    },
  ],
  [
    "a command",
    {
      transport: {
        type: "command",
        command: ["winrs", "-r:{host}", "{agent}"],
        host: "web01",
        agentPath: "a.js",
      },
    },
    {
      ...live,
      transport: {
        type: "command",
        command: ["winrs", "-r:{host}", "{agent}"],
        host: "web01",
        agentPath: "a.js",
      },
    },
  ],
])("a live metabase takes %s", (_what, settings, read) => {
  expect(parse({ metabase: { store: "adsi", ...settings }, identities: [] }).section?.metabase).toEqual(read);
});

test("accounts become typed declarations, and what is left out stays out", () => {
  const { section } = parse({
    accounts: [
      { userName: "FARM\\a", passwordFrom: "web-user" },
      { userName: "IUSR", passwordless: true, kinds: ["anonymous"], under: "w3svc\\1" },
      {
        userName: "FARM\\b",
        password: { generate: { keepers: { quarter: "2026-4" } } },
        kinds: ["wam", "unc"],
        aliases: ["b@farm.example"],
        formerNames: ["FARM\\old"],
        unused: "rewrite",
        allowNone: true,
        acceptEffects: true,
        complus: "acknowledged",
      },
    ],
  });
  const base = {
    password: undefined,
    generate: undefined,
    passwordless: false,
    kinds: undefined,
    under: undefined,
    aliases: [],
    formerNames: [],
    unused: "keep",
    allowNone: false,
    acceptEffects: false,
    complus: undefined,
  };
  const found = section?.accounts.map((each) => ({ ...each, password: each.password?.reveal() }));
  expect(found).toEqual(
    [
      { ...base, userName: "FARM\\a", password: canary },
      { ...base, userName: "IUSR", passwordless: true, kinds: ["anonymous"], under: "/LM/w3svc/1" },
      {
        ...base,
        userName: "FARM\\b",
        generate: { keepers: { quarter: "2026-4" } },
        kinds: ["wam", "unc"],
        aliases: ["b@farm.example"],
        formerNames: ["FARM\\old"],
        unused: "rewrite",
        allowNone: true,
        acceptEffects: true,
        complus: "acknowledged",
      },
    ].map((each, index) => ({ ...each, path: `iis-identity:accounts[${String(index)}]` })),
  );
});

test.each([
  ["no metabase at all", undefined, ""],
  ["a text instead of settings", "C:\\MetaBase.xml", ""],
  ["a list instead of settings", [], ""],
  ["no path", {}, ".path"],
  ["an empty path", { path: "" }, ".path"],
  ["an unknown store", { store: "ldap", path: "m" }, ".store"],
  ["an unknown setting", { path: "m", paht: "m" }, ""],
  ["a machine with a domain", { path: "m", machine: "D\\WEB01" }, ".machine"],
  ["a text for yes or no", { path: "m", iisStopped: "yes" }, ".iisStopped"],
  ["no backup kept", { path: "m", backup: { keep: 0 } }, ".backup.keep"],
  ["half a backup kept", { path: "m", backup: { keep: 1.5 } }, ".backup.keep"],
  ["a backup of no days", { path: "m", backup: { maxAgeDays: 0 } }, ".backup.maxAgeDays"],
  ["an unknown backup setting", { path: "m", backup: { days: 1 } }, ".backup"],
  ["a file's settings for a live metabase", { store: "adsi", path: "m" }, ""],
  ["a path as server", { store: "adsi", server: "\\\\WEB01\\c$" }, ".server"],
  ["a server in another's path", { store: "adsi", server: "WEB01/W3SVC" }, ".server"],
  ["no time at all", { store: "adsi", timeoutSeconds: 0 }, ".timeoutSeconds"],
  ["an unknown transport", { store: "adsi", transport: "winrm" }, ".transport"],
  ["another unknown transport", { store: "adsi", transport: { type: "winrm" } }, ".transport.type"],
  ["a transport without its host", { store: "adsi", transport: { type: "ssh" } }, ".transport.host"],
  ["a port beyond the last", { store: "adsi", transport: { ...ssh, port: 65536 } }, ".transport.port"],
  ["a way to weaken ssh", { store: "adsi", transport: { ...ssh, options: [] } }, ".transport"],
  [
    "a command without an agent",
    { store: "adsi", transport: { type: "command", command: ["a"] } },
    ".transport.agentPath",
  ],
  ["a second hop", { store: "adsi", server: "WEB02", transport: ssh }, ".server"],
])("iis-identity:metabase refuses %s", (_what, metabase, path) => {
  expect(pathsOf(parse({ metabase }))).toEqual([`iis-identity:metabase${path}`]);
});

test.each([
  ["no list at all", undefined, [""]],
  ["a text instead of a list", "W3SVC/1", [""]],
  ["an item that is a text", ["W3SVC/1"], ["[0]"]],
  ["an item without location and name", [{}], ["[0].location", "[0].userName"]],
  ["an empty location", [{ ...item, location: "/" }], ["[0].location"]],
  ["an empty user name", [{ ...item, userName: "" }], ["[0].userName"]],
  ["a number as user name", [{ ...item, userName: 7 }], ["[0].userName"]],
  ["an unknown setting", [{ ...item, username: "x" }], ["[0]"]],
  ["an unknown onDelete", [{ ...item, onDelete: "delete" }], ["[0].onDelete"]],
  ["an empty password", [{ ...item, password: "" }], ["[0].password"]],
  ["two sources", [{ ...item, password: "x", passwordless: true }], ["[0]"]],
  ["a setting that is not there", [{ ...item, passwordFrom: "nobody" }], ["[0].passwordFrom"]],
  ["a setting that is not secret", [{ ...item, passwordFrom: "plain" }], ["[0].passwordFrom"]],
  ["a setting that is empty", [{ ...item, passwordFrom: "empty" }], ["[0].passwordFrom"]],
  ["a reference to this list", [{ ...item, passwordFrom: "identities" }], ["[0].passwordFrom"]],
  ["a password in place of a name", [{ ...item, passwordFrom: canary }], ["[0].passwordFrom"]],
  ["a reference to the accounts", [{ ...item, passwordFrom: "accounts" }], ["[0].passwordFrom"]],
  ["one key twice, in other words", [item, { ...item, location: "/lm/w3svc\\1\\root/" }], ["[1].location"]],
  ["one key twice for one kind", [wam, { ...wam, location: "w3svc/apppools" }], ["[1].location"]],
  ["one key twice, broken otherwise", [wam, { ...wam, userName: "" }], ["[1].userName", "[1].location"]],
  ["an unknown kind", [{ ...item, kind: "ftp" }], ["[0].kind"]],
  ["another word about COM+", [{ ...wam, complus: "yes" }], ["[0].complus"]],
  ["a number as password", [{ ...item, password: 7 }], ["[0].password"]],
  [
    "a password of no known form",
    [{ ...item, password: { make: true } }],
    ["[0].password.generate", "[0].password"],
  ],
  ["a password to generate without settings", [{ ...item, password: { generate: null } }], [generate]],
  ["too short a password to generate", [generating({ length: 7 })], [`${generate}.length`]],
  ["half a character", [generating({ length: 12.5 })], [`${generate}.length`]],
  ["too long a password to generate", [generating({ length: 128 })], [`${generate}.length`]],
  ["too small an alphabet", [generating({ alphabet: "0123456788" })], [`${generate}.alphabet`]],
  ["an alphabet with a blank", [generating({ alphabet: "0123456789 " })], [`${generate}.alphabet`]],
  ["a number as keeper", [generating({ keepers: { year: 2026 } })], [`${generate}.keepers.year`]],
  ["an unknown setting of a generated password", [generating({ lenght: 12 })], [generate]],
  ["a generated password and another", [{ ...generating({}), passwordFrom: "web-user" }], ["[0]"]],
])("iis-identity:identities refuses %s", (_what, identities, paths) => {
  expect(pathsOf(parse({ identities }))).toEqual(paths.map((path) => `iis-identity:identities${path}`));
});

test("an inline password in clear is refused, a secured one and passwordFrom beside it are not", () => {
  const identities = [
    { ...item, password: "a" },
    { ...item, location: "W3SVC/2", password: "b" },
    { ...item, location: "W3SVC/3", passwordFrom: "web-user" },
  ];
  const result = parse({
    identities,
    accounts: [{ userName: "a", password: "a" }, { userName: "b", password: "b" }, generated],
    clearPassword: (list, index) => list === "iis-identity:accounts" || index !== 0,
  });
  expect(pathsOf(result)).toEqual([
    "iis-identity:identities[1].password",
    "iis-identity:accounts[0].password",
    "iis-identity:accounts[1].password",
  ]);
});

test("one key may be declared once for each kind", () => {
  const identities = ["anonymous", "wam", "unc"].map((kind) => ({ ...item, kind }));
  expect(parse({ identities }).section?.identities).toHaveLength(3);
});

const account = { userName: "FARM\\svc-web", passwordFrom: "web-user" };

const generated = { userName: "FARM\\generated", password: { generate: {} } };

test.each([
  ["a text instead of a list", "FARM\\svc-web", [""]],
  ["an item that is a text", ["FARM\\svc-web"], ["[0]"]],
  ["an empty item", [null], ["[0]"]],
  ["an item without name and source", [{}], ["[0].userName", "[0]"]],
  ["an empty user name", [{ ...account, userName: "" }], ["[0].userName"]],
  ["no source of a password", [{ userName: "a" }], ["[0]"]],
  ["passwordless: false alone", [{ userName: "a", passwordless: false }], ["[0]"]],
  ["two sources", [{ ...account, passwordless: true }], ["[0]"]],
  ["three sources", [{ ...account, password: "a", passwordless: true }], ["[0]"]],
  ["a location", [{ ...account, location: "W3SVC" }], ["[0]"]],
  ["an empty password", [{ userName: "a", password: "" }], ["[0].password"]],
  ["a setting that is not there", [{ ...account, passwordFrom: "nobody" }], ["[0].passwordFrom"]],
  ["a reference to this list", [{ ...account, passwordFrom: "accounts" }], ["[0].passwordFrom"]],
  ["no kind", [{ ...account, kinds: [] }], ["[0].kinds"]],
  ["an unknown kind", [{ ...account, kinds: ["wam", "ftp"] }], ["[0].kinds[1]"]],
  ["a kind in place of a list", [{ ...account, kinds: "wam" }], ["[0].kinds"]],
  ["a place that is none", [{ ...account, under: "//" }], ["[0].under"]],
  ["an empty alias", [{ ...account, aliases: ["a", ""] }], ["[0].aliases[1]"]],
  ["a former name in place of a list", [{ ...account, formerNames: "a" }], ["[0].formerNames"]],
  ["an unknown word on what is not used", [{ ...account, unused: "delete" }], ["[0].unused"]],
  ["a text for yes or no", [{ ...account, allowNone: "yes" }], ["[0].allowNone"]],
  ["another word about COM+", [{ ...account, complus: true }], ["[0].complus"]],
  ["one account twice", [account, { ...account, userName: "farm\\SVC-WEB" }], ["[1].userName"]],
  [
    "one account twice, broken otherwise",
    [account, { ...account, unused: 1 }],
    ["[1].unused", "[1].userName"],
  ],
  [
    "an alias that is another account",
    [account, { ...generated, aliases: ["Farm\\svc-web"] }],
    ["[1].aliases[0]"],
  ],
  [
    "a former name that is another account",
    [{ ...generated, formerNames: ["x", "FARM\\svc-web"] }, account],
    ["[1].userName"],
  ],
  [
    "one account in scopes that overlap",
    [
      { ...account, kinds: ["wam", "unc"] },
      { ...account, kinds: ["anonymous", "unc"], under: "W3SVC" },
      { ...account, kinds: ["anonymous"], under: "w3svc/1/ROOT" },
    ],
    ["[1].userName", "[2].userName"],
  ],
])("iis-identity:accounts refuses %s", (_what, accounts, paths) => {
  expect(pathsOf(parse({ accounts }))).toEqual(paths.map((path) => `iis-identity:accounts${path}`));
});

test("a local account is one account in all its spellings, where the machine is known", () => {
  const accounts = ["web", ".\\WEB", "WEB01\\Web"].map((userName) => ({ ...account, userName }));
  const path = "web01/MetaBase.xml";
  expect(pathsOf(parse({ accounts, metabase: { path } }))).toEqual(["iis-identity:accounts[1].userName"]);
  expect(pathsOf(parse({ accounts, metabase: { path, machine: "web01" } }))).toEqual([
    "iis-identity:accounts[1].userName",
    "iis-identity:accounts[2].userName",
  ]);
});

test.each([
  ["for kinds apart", [{ kinds: ["wam"] }, { kinds: ["anonymous", "unc"] }]],
  ["at places apart", [{ under: "W3SVC/1" }, { under: "W3SVC/11" }, { under: "W3SVC/2/ROOT" }]],
  ["with another spelling of its own", [{ aliases: ["FARM\\svc-web", "svc-web@farm.example"] }]],
])("one account may be declared %s, each under a name of its own", (_how, scopes) => {
  const { section, mistakes } = parse({ accounts: scopes.map((scope) => ({ ...account, ...scope })) });
  expect(mistakes).toEqual([]);
  expect(new Set(accountResourceNames(section?.accounts ?? [])).size).toBe(scopes.length);
});

test("an account keeps its name for ever, whatever its scope; a later one of that name has its scope behind it", () => {
  const scopes = [
    { kinds: ["wam"], under: "W3SVC" },
    { kinds: ["unc"] },
    { kinds: ["anonymous"], under: "w3svc\\1" },
  ];
  const { section } = parse({ accounts: scopes.map((scope) => ({ ...account, ...scope })) });
  expect(accountResourceNames(section?.accounts ?? [])).toEqual([
    "FARM\\svc-web",
    "FARM\\svc-web (unc)",
    "FARM\\svc-web (anonymous) under /LM/w3svc/1",
  ]);
});

test("a generated password keeps its name however its account or location is spelled", () => {
  expect(generatedPasswordName("farm\\svc-web")).toBe(generatedPasswordName("FARM\\SVC-Web"));
  expect(generatedPasswordName("/LM/w3svc/1/Root")).toBe(generatedPasswordName("/LM/W3SVC/1/ROOT"));
});

test.each([
  ["anonymous", "/LM/W3SVC/1/ROOT"],
  ["wam", "wam:/LM/W3SVC/1/ROOT"],
  ["unc", "unc:/LM/W3SVC/1/ROOT"],
])("an identity of the kind %s is named %s for ever", (kind, name) => {
  const { section } = parse({ identities: [{ ...item, kind }] });
  expect(section?.identities.map(identityResourceName)).toEqual([name]);
});

test.each([
  ["usrName", "x", "usrName"],
  ["HorseBattery", null, "a setting"],
  ["HorseBattery", "x", "a setting"],
  ["passwordBattery", null, "a setting"],
  ["S3cret", "x", "a setting"],
])(
  "an unknown setting %s of %j is reported as %s: a comma makes a part of a password one",
  (name, value, told) => {
    const { mistakes } = parse({ identities: [{ ...item, [name]: value }] });
    expect(mistakes.map(({ problem }) => problem)).toEqual([
      `contains ${told}, which this version does not know`,
    ]);
  },
);

test("every mistake is reported at once, one a line, and names both settings where two are concerned", () => {
  const result = parse({
    metabase: { store: "ldap" },
    identities: [
      { ...item, userName: "", onDelete: "no", passwordFrom: "nobody" },
      { ...item, pass: 1 },
    ],
  });
  const expected = [
    "iis-identity:metabase.store",
    "iis-identity:identities[0].userName",
    "iis-identity:identities[0].onDelete",
    "iis-identity:identities[0].passwordFrom",
    "iis-identity:identities[1]",
    "iis-identity:identities[1].location",
  ];
  expect(pathsOf(result)).toEqual(expected);
  const error = mistakesError(result.mistakes);
  expect(error.code).toBe("E_INPUT");
  const lines = error.message.split("\n");
  for (const path of expected)
    expect(lines.filter((line) => line.trim().startsWith(`${path}: `))).toHaveLength(1);
  // What stands there may be a password, and is not repeated.
  expect(lines.find((line) => line.includes("passwordFrom"))).not.toContain("nobody");
  expect(lines.find((line) => line.includes("[1].location"))).toContain(
    "iis-identity:identities[0].location",
  );
  expect(errorCodes).toContain(error.code);
});

test.each([
  "kind",
  "location",
  "userName",
  "password",
  "passwordFrom",
  "passwordless",
  "onDelete",
  "acceptEffects",
  "complus",
  "kinds",
  "under",
  "aliases",
  "formerNames",
  "unused",
  "allowNone",
  canary,
])("no message repeats what %s holds", (name) => {
  for (const value of [canary, [canary], { [canary]: canary }, `${canary}\u0000`, `//${canary}`]) {
    for (const given of [
      {
        identities: [
          { ...item, [name]: value },
          { ...item, password: canary, [name]: value },
        ],
      },
      {
        accounts: [
          { userName: canary, [name]: value },
          { userName: canary, password: canary, [name]: value },
          { userName: "a", password: { generate: { [name]: value, keepers: { [canary]: 7 } } } },
        ],
      },
      { accounts: { [name]: value } },
      { accounts: [value] },
      { identities: { [name]: value } },
      { identities: [value] },
      { metabase: { [name]: value } },
      { metabase: { path: "m", machine: value, backup: { [name]: value } } },
      { metabase: { store: value } },
    ]) {
      const result = parse({ ...given, clearPassword: () => true });
      expect(result.mistakes).not.toEqual([]);
      const error = mistakesError(result.mistakes);
      const shown = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${error.stack ?? ""}`;
      expect(shown).not.toContain("C4nary");
    }
  }
});
