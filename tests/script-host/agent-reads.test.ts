import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  kinds,
  locationKey,
  type Half,
  type IdentityError,
  type Kind,
  type ObservedKey,
  type Settings,
} from "../../provider/src/domain";
import { FileStore } from "../../provider/src/stores/file/file-store";
import type { AgentAnswer, AgentKey, AgentRequest } from "../../provider/src/agent/agent-messages";
import { agentFile } from "../../provider/src/agent/agent-file";
import { runBatch } from "../../provider/src/agent/run-batch";
import { openTransport, type AgentFile } from "../../provider/src/transports";
import { ask, fingerprintOf, observeOf, snapshotOf } from "../support/agent-batch";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { passwordStates } from "../support/password-states";
import { awkwardTexts } from "../support/store-conformance";
import { ScriptHost, variants, type Planted } from "../support/script-host/script-host";

const example = resolve(__dirname, "../../examples/two-servers/web01/MetaBase.xml");

const hosts: ScriptHost[] = [];

async function hostOf(metabase: string, planted?: Planted): Promise<ScriptHost> {
  const host = await ScriptHost.create(metabase, planted);
  hosts.push(host);
  return host;
}

afterAll(() => {
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts) host.remove();
  expect(violations).toEqual([]);
});

type Reading = Extract<AgentAnswer, { type: "snapshot" | "observe" }>;

/** The answer to one request of that kind. */
async function read(host: ScriptHost, request: AgentRequest): Promise<Reading> {
  const { answers, error } = await ask(host.path, [request]);
  expect(error).toBeUndefined();
  const [answer] = answers;
  if (answer?.type !== "snapshot" && answer?.type !== "observe") throw new Error("no reading");
  return answer;
}

const flags: Readonly<Record<string, number>> = { AuthAnonymous: 1, AuthBasic: 2, AuthNTLM: 4 };

/** What a file has as somebody wrote it, as ADSI gives it: a BOOL as such, flags as their sum, a list a line each. */
function asGiven(settings: Settings): Settings {
  const given = (name: string, value: string): string => {
    if (name === "AuthFlags") {
      return String(value.split(" | ").reduce((sum, word) => sum + (flags[word] ?? Number(word)), 0));
    }
    if (name.endsWith("Bindings")) return value.split(/\s+/).join("\r\n");
    return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, given(name, value)]));
}

/** The places of the halves that keys set in lists of them, one list a property, in the keys' order. */
function withPlaces(keys: readonly AgentKey[]): readonly AgentKey[] {
  const next = new Map<string, number>();
  return keys.map((key) => {
    const listed: Partial<Record<Kind, Partial<Record<Half, number>>>> = {};
    for (const kind of kinds) {
      for (const half of ["userName", "password"] as const) {
        if (key.own[kind]?.[half] === undefined) continue;
        const place = next.get(kind + half) ?? 0;
        listed[kind] = { ...listed[kind], [half]: place };
        next.set(kind + half, place + 1);
      }
    }
    return Object.keys(listed).length === 0 ? key : { ...key, listed };
  });
}

/** What the file store tells of a key, with its passwords as the agent tells them. */
function asAgent({ location, keyType, own, settings }: ObservedKey): AgentKey {
  const pairs = kinds.flatMap((kind) => {
    const { userName, password } = own[kind] ?? { userName: undefined, password: undefined };
    if (userName === undefined && password === undefined) return [];
    const value = password?.value;
    return [
      [
        kind,
        {
          ...(userName === undefined ? {} : { userName }),
          ...(password === undefined || value === undefined
            ? {}
            : {
                password: {
                  inheritable: password.inheritable,
                  value:
                    value.state === "comparable"
                      ? { state: value.state, fingerprint: fingerprintOf(value.text?.reveal() ?? "") }
                      : value.state === "empty"
                        ? { state: value.state }
                        : { ...value, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
                },
              }),
        },
      ] as const,
    ];
  });
  return { location, keyType, own: Object.fromEntries(pairs), settings: asGiven(settings ?? {}) };
}

describe.each(Object.entries(variants))("where IIS gives %s", (_, variant) => {
  test("a snapshot tells what the file of the same metabase tells", async () => {
    const answer = await read(await hostOf(readFileSync(example, "utf8"), { variant }), snapshotOf("LM"));
    const store = new FileStore({ path: example });
    const { keys } = await store.observe({ locations: [], reveal: true });
    const told = keys.filter(
      ({ location, keyType }) => keyType !== "IIsConfigObject" && location !== "/" && location !== ".",
    );
    const expected = [...withPlaces(told.map(asAgent))].sort((left, right) =>
      locationKey(left.location) < locationKey(right.location) ? -1 : 1,
    );
    expect(answer.hresult).toBe(0);
    expect(answer.keys).toEqual(expected);
  });

  test("a metabase that holds no credential is read, too", async () => {
    const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { type: "IIsWebServer" } })), { variant });
    expect(await read(host, snapshotOf("LM"))).toMatchObject({
      hresult: 0,
      keys: [{ location: "/LM/W3SVC/1", keyType: "IIsWebServer", own: {}, settings: {} }],
    });
  });

  test("only keys beneath are told, and those that were asked for, there or not, whatever their case", async () => {
    const host = await hostOf(
      metabaseFile(
        memoryKeys({
          W3SVC: {
            type: "IIsWebService",
            anonymous: ["IUSR", "top"],
            settings: { AnonymousPasswordSync: "true" },
          },
          "W3SVC/1": { type: "IIsWebServer" },
          "W3SVC/1/Root": { anonymous: ["IUSR_1"] },
          "W3SVC/1/Root/gro\u00dfe \u00dcbung": {
            type: "IIsWebDirectory",
            anonymous: [undefined, { local: "pw" }],
          },
          "W3SVC/11": { type: "IIsWebServer", anonymous: ["IUSR_11", "pw"] },
          "W3SVC/1/plain": { type: "IIsConfigObject" },
        }),
      ),
      { variant },
    );
    const asked = ["w3svc", "W3SVC/2", "w3svc/1/PLAIN", "w3svc/1/root/GRO\u00dfE \u00dcBUNG", "W3SVC/1/none"];
    const answer = await read(host, snapshotOf("W3SVC/1", asked));
    const plain = (text: string) => ({ state: "comparable", fingerprint: fingerprintOf(text) });
    expect(answer).toEqual({
      type: "snapshot",
      hresult: 0,
      keys: [
        { location: "/LM/W3SVC/1", keyType: "IIsWebServer", own: {}, settings: {} },
        {
          location: "/LM/W3SVC/1/Root",
          keyType: "IIsWebVirtualDir",
          own: { anonymous: { userName: { value: "IUSR_1", inheritable: true } } },
          settings: {},
          listed: { anonymous: { userName: 0 } },
        },
        {
          location: "/LM/W3SVC/1/Root/gro\u00dfe \u00dcbung",
          keyType: "IIsWebDirectory",
          own: { anonymous: { password: { value: plain("pw"), inheritable: false } } },
          settings: {},
          listed: { anonymous: { password: 0 } },
        },
        {
          location: "/LM/W3SVC",
          keyType: "IIsWebService",
          own: {
            anonymous: {
              userName: { value: "IUSR", inheritable: true },
              password: { value: plain("top"), inheritable: true },
            },
          },
          settings: { AnonymousPasswordSync: "true" },
        },
        { location: "/LM/w3svc/1/PLAIN", keyType: "IIsConfigObject", own: {}, settings: {} },
      ],
      missing: ["/LM/W3SVC/2", "/LM/W3SVC/1/none"],
    });
    const observed = await read(host, observeOf(asked));
    expect(observed.keys.map(({ location, own }) => [location, own])).toEqual([
      ["/LM/W3SVC", answer.keys[3]?.own],
      ["/LM/w3svc/1/PLAIN", {}],
      ["/LM/W3SVC/1/Root/gro\u00dfe \u00dcbung", answer.keys[2]?.own],
    ]);
    expect(observed.missing).toEqual(answer.missing);
  });
});

test("what a stored text is, is told as the package itself tells it", async () => {
  const rows = passwordStates.map(([text, state], index) => ({
    text,
    state,
    at: `W3SVC/1/ROOT/${String(index)}`,
  }));
  const host = await hostOf(
    metabaseFile(memoryKeys(Object.fromEntries(rows.map(({ text, at }) => [at, { unc: ["user", text] }])))),
  );
  const { keys } = await read(
    host,
    observeOf(
      rows.map(({ at }) => at),
      true,
    ),
  );
  expect(keys.map(({ own }) => own.unc?.password?.value)).toEqual(
    rows.map(({ text, state }) => {
      if (state.state === "empty") return state;
      const told = { ...state, fingerprint: fingerprintOf(text) };
      return state.state === "plain" ? { ...told, state: "comparable", text: expect.anything() } : told;
    }),
  );
  const texts = keys.map(({ own }) => own.unc?.password?.value);
  expect(texts.map((value) => (value?.state === "comparable" ? value.text?.reveal() : undefined))).toEqual(
    rows.map(({ text, state }) => (state.state === "plain" ? text : undefined)),
  );
});

test("a password that can't be read is told as such, and so is a masked one; a name makes its key unreadable", async () => {
  const host = await hostOf(
    metabaseFile(
      memoryKeys({
        "W3SVC/1": { unc: ["a", "pw"] },
        "W3SVC/2": { unc: ["b", "pw"] },
        "W3SVC/3": { unc: ["c", "pw"] },
        "W3SVC/4": { unc: ["d", "pw"] },
      }),
    ),
    {
      failures: [
        { call: "Get", location: "/LM/W3SVC/1", property: "UNCPassword", hresult: 0x80090005 },
        { call: "Get", location: "/LM/W3SVC/3", property: "UNCUserName", hresult: 0x80070005 },
        { call: "GetObject", location: "/LM/W3SVC/4", hresult: 0x80070005 },
      ],
      masked: [{ location: "/LM/W3SVC/2", property: "UNCPassword" }],
    },
  );
  const expected = [
    { own: { unc: { password: { value: { state: "opaque", reason: "unreadable" } } } } },
    { own: { unc: { password: { value: { state: "opaque", reason: "masked" } } } } },
    { own: { unc: { password: {} } }, unreadable: "UNCUserName can't be read there (0x80070005)." },
    { own: {}, unreadable: "The key can't be read there (0x80070005)." },
  ];
  const all = ["W3SVC/1", "W3SVC/2", "W3SVC/3", "W3SVC/4"];
  expect((await read(host, snapshotOf("W3SVC"))).keys).toMatchObject(expected);
  expect((await read(host, observeOf(all))).keys).toMatchObject(expected);
});

test.each([
  0x80070057,
  // The script engine's own number for the same.
  0x800a0005,
])("where flag 1 of GetDataPaths can't be had (0x%s), what is set is inheritable", async (hresult) => {
  const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } })), {
    failures: [{ call: "GetDataPaths inheritable", hresult }],
  });
  expect((await read(host, snapshotOf("LM"))).keys[0]?.own.unc?.userName).toEqual({
    value: "a",
    inheritable: true,
  });
});

test.each<readonly [number, number | undefined, object]>([
  [0x80070094, 3, { own: { unc: { userName: { value: "a", inheritable: true } } } }],
  [0x80070094, undefined, { own: {}, unreadable: "The key can't be read there (0x80070094)." }],
  [0x80070005, undefined, { own: {}, unreadable: "The key can't be read there (0x80070005)." }],
])(
  "where flag 1 of GetDataPaths fails with 0x%s, %s times, nothing is made up",
  async (hresult, times, expected) => {
    const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } })), {
      failures: [{ call: "GetDataPaths inheritable", hresult, ...(times === undefined ? {} : { times }) }],
    });
    expect((await read(host, observeOf(["W3SVC/1"]))).keys).toMatchObject([expected]);
  },
);

test("a key that the provider gives for another one is not that one", async () => {
  const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } })), {
    trimsNames: true,
  });
  const { keys, missing } = await read(host, observeOf(["W3SVC/1. ", "W3SVC/1"]));
  expect([keys.map(({ location }) => location), missing]).toEqual([["/LM/W3SVC/1"], ["/LM/W3SVC/1. "]]);
});

test("a key that is listed and does not open under its name is there, and nobody knows what it holds", async () => {
  const all = {
    "W3SVC/1": { unc: ["a", "pw"] },
    "W3SVC/1/x ": { unc: ["a", "pw"] },
    "W3SVC/1/x /y": {},
  } as const;
  const unreadable = "The key can't be read there (0x80070003).";
  const host = await hostOf(metabaseFile(memoryKeys(all)), { trimsNames: true });
  const { keys } = await read(host, snapshotOf("LM"));
  expect(keys.map((key) => [key.location, key.unreadable])).toEqual([
    ["/LM/W3SVC/1", undefined],
    ["/LM/W3SVC/1/x ", unreadable],
    ["/LM/W3SVC/1/x /y", unreadable],
  ]);
  const observed = await read(host, observeOf(["W3SVC/1/x ", "W3SVC/1/x /y", "W3SVC/1/z "]));
  expect(observed.keys.map((key) => [key.location, key.unreadable])).toEqual([
    ["/LM/W3SVC/1/x ", unreadable],
    ["/LM/W3SVC/1/x /y", unreadable],
  ]);
  expect(observed.missing).toEqual(["/LM/W3SVC/1/z "]);
});

describe("a key that is listed as setting a credential and can't be opened", () => {
  const at = "W3SVC/1/ROOT";
  const half = ["userName", "password"];
  const halves = { unc: ["userName", "password"] };
  test.each<readonly [string, string, Planted, number]>([
    [
      "is closed to this account",
      `${at}/shop`,
      { failures: [{ call: "GetObject", location: `/LM/${at}/shop`, hresult: 0x80070005 }] },
      0x80070005,
    ],
    ["has a comma in its name", `${at}/a,b`, { trimsNames: true }, 0x80070003],
    ["ends with a dot", `${at}/Shop.`, { trimsNames: true }, 0x80070003],
    [
      "ends with a blank, behind an object that claims its path",
      `${at}/x `,
      { trimsNames: true, echoesPaths: true },
      0x80070003,
    ],
  ])("says which halves it sets, where it %s", async (_, place, planted, hresult) => {
    const twin = place.replace(/,b$|[. ]$/, "");
    const keys = {
      [at]: {},
      [`${twin}x`]: {},
      [twin]: { unc: ["b", "other"] },
      [place]: { unc: ["a", "pw"] },
    } as const;
    const host = await hostOf(metabaseFile(memoryKeys(keys)), planted);
    const closed = {
      location: `/LM/${place}`,
      own: {},
      unclear: halves,
      unreadable: `The key can't be read there (0x${hresult.toString(16)}).`,
    };
    const { keys: all } = await read(host, snapshotOf("LM"));
    expect(all.find(({ location }) => location === closed.location)).toMatchObject(closed);
    expect((await read(host, observeOf([place]))).keys).toMatchObject([closed]);
  });

  test("says so of a half alone, and of one that counts at its key alone", async () => {
    const host = await hostOf(
      metabaseFile(memoryKeys({ [at]: { anonymous: [undefined, { local: "pw" }], unc: ["a"] } })),
      { failures: [{ call: "GetObject", location: `/LM/${at}`, hresult: 0x80070005 }] },
    );
    const unclear = { anonymous: half.slice(1), unc: half.slice(0, 1) };
    expect((await read(host, snapshotOf("LM"))).keys).toMatchObject([{ own: {}, unclear }]);
  });

  test("is told from the key whose path the provider makes of its own", async () => {
    const host = await hostOf(metabaseFile(memoryKeys({ [at]: { unc: ["a", "pw"] } })), {
      trimsNames: true,
      echoesPaths: true,
    });
    const { keys, missing } = await read(host, observeOf([`${at}.`, at]));
    expect([keys.map(({ location }) => location), missing]).toEqual([[`/LM/${at}`], [`/LM/${at}.`]]);
  });
});

test("a name that can't be read is a half that is set, and unclear", async () => {
  const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } })), {
    failures: [{ call: "Get", property: "UNCUserName", hresult: 0x80070005 }],
  });
  expect((await read(host, snapshotOf("LM"))).keys).toMatchObject([
    { own: { unc: { password: {} } }, unclear: { unc: ["userName"] } },
  ]);
});

describe("the version of IIS", () => {
  test.each(["MSFTPSVC", "NNTPSVC", "SMTPSVC"] as const)(
    "is told by %s where the server has no web service",
    async (service) => {
      const host = await hostOf(metabaseFile(memoryKeys({ [service]: { anonymous: ["a", "pw"] } })), {
        infos: [service],
      });
      expect((await ask(host.path, [])).server?.majorVersion).toBe(6);
    },
  );

  test("is unknown where the web service keeps it to itself, whatever another one says", async () => {
    const host = await hostOf(metabaseFile(memoryKeys({ W3SVC: {} })), { infos: ["MSFTPSVC"] });
    expect((await ask(host.path, [])).server?.majorVersion).toBeUndefined();
  });

  test("is unknown where it is no number", async () => {
    const host = await hostOf(metabaseFile([]), {
      given: [{ property: "MajorIIsVersionNumber", as: "true" }],
    });
    expect((await ask(host.path, [])).server?.majorVersion).toBeUndefined();
  });
});

describe.each([
  ["E_ADS_PROPERTY_NOT_SUPPORTED", 0x80005006],
  ["E_ADS_PROPERTY_NOT_FOUND", 0x8000500d],
])("a list of a property that the client's schema lacks: %s", (_, hresult) => {
  test("means that no key sets it", async () => {
    const host = await hostOf(
      metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"], settings: { AppPoolIdentityType: "3" } } })),
      { unknown: ["AppPoolIdentityType", "WAMUserName"].map((property) => ({ property, hresult })) },
    );
    expect(await read(host, snapshotOf("LM"))).toMatchObject({
      hresult: 0,
      keys: [{ own: { unc: { userName: { value: "a" } } }, settings: {} }],
    });
    expect((await read(host, observeOf(["W3SVC/1"]))).keys).toMatchObject([{ settings: {} }]);
  });
});

describe("a value of another kind than its property's", () => {
  const at = "W3SVC/AppPools/shop";
  const pool = { type: "IIsApplicationPool", wam: ["a", "pw"] } as const;
  const settings = { AppPoolIdentityType: "3", AppPoolId: "x", Path: "C:\\x" };

  test.each(["empty", "null", "object", "array", "date", "fraction", "three"])(
    "is none where it describes, and leaves open what it decides: %s",
    async (as) => {
      const given = ["AppPoolIdentityType", "AppPoolId"].map((property) => ({ property, as }));
      const host = await hostOf(metabaseFile(memoryKeys({ [at]: { ...pool, settings } })), { given });
      const { keys } = await read(host, snapshotOf("LM"));
      const described = as === "three" ? { AppPoolId: as } : {};
      expect(keys).toMatchObject([
        { settings: { ...described, Path: "C:\\x" }, unclearSettings: ["AppPoolIdentityType"] },
      ]);
      expect(keys[0]?.settings).not.toHaveProperty("AppPoolIdentityType");
      // Wine's engine can't tell the type of an array.
      const hresult = as === "array" ? "(80020005|80004001)" : "80020005";
      expect(keys[0]?.unreadable).toMatch(new RegExp(`^AppPoolIdentityType can't be read .*0x${hresult}`));
    },
  );

  test.each(["empty", "null", "object"])(
    "makes a name unclear, and a password unreadable: %s",
    async (as) => {
      const given = ["WAMUserName", "WAMUserPass"].map((property) => ({ property, as }));
      const host = await hostOf(metabaseFile(memoryKeys({ [at]: pool })), { given });
      expect((await read(host, snapshotOf("LM"))).keys).toMatchObject([
        {
          own: { wam: { password: { value: { state: "opaque", reason: "unreadable" } } } },
          unclear: { wam: ["userName"] },
        },
      ]);
    },
  );

  test.each(["empty", "null", "object", "fraction"])(
    "is no state of a pool, which is told all the same: %s",
    async (as) => {
      const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/AppPools": {}, [at]: pool })), {
        given: [{ property: "AppPoolState", as }],
      });
      const { answers, error } = await ask(host.path, [{ type: "pools" }]);
      expect(error).toBeUndefined();
      expect(answers).toEqual([
        { type: "pools", hresult: 0, pools: [{ location: `/LM/${at}`, state: undefined }] },
      ]);
    },
  );
});

describe.each(Object.values(variants))("whether keys beneath get a value (%#)", (variant) => {
  const keys = { "W3SVC/1": { unc: ["a", { local: "pw" }] } } as const;
  test("is told by the value's own flag where GetDataPaths goes by the property", async () => {
    const host = await hostOf(metabaseFile(memoryKeys(keys)), {
      variant: { ...variant, inheritableFlag: "property" },
    });
    const expected = [
      { own: { unc: { userName: { inheritable: true }, password: { inheritable: false } } } },
    ];
    expect((await read(host, snapshotOf("LM"))).keys).toMatchObject(expected);
    expect((await read(host, observeOf(["W3SVC/1"]))).keys).toMatchObject(expected);
  });

  test("is what GetDataPaths tells where the value's own flag can't be had", async () => {
    const host = await hostOf(metabaseFile(memoryKeys(keys)), {
      variant,
      failures: [{ call: "GetPropertyAttribObj", hresult: 0x80004001 }],
    });
    const inheritable = variant.inheritableFlag === "property";
    const expected = { userName: { inheritable: true }, password: { inheritable } };
    expect((await read(host, snapshotOf("LM"))).keys).toMatchObject([{ own: { unc: expected } }]);
  });
});

test.each<NonNullable<Planted["failures"]>[number]>([
  { call: "GetObject", hresult: 0x80070094, times: 1 },
  { call: "GetDataPaths", hresult: 0x80070094, times: 2 },
  { call: "GetDataPaths", hresult: 0x80070425, times: 1 },
  { call: "Get", property: "UNCPassword", hresult: 0x80070094, times: 2 },
  { call: "Get", property: "UNCUserName", hresult: 0x80070094, times: 2 },
])("a metabase that is busy for a moment is waited for: %j", async (failure) => {
  const file = metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } }));
  const undisturbed = await read(await hostOf(file), snapshotOf("LM"));
  const host = await hostOf(file, { failures: [failure] });
  expect(await read(host, snapshotOf("LM"))).toEqual(undisturbed);
  expect(host.journal).toContain("sleep 400");
});

test("a password that can't be read since the metabase stays busy is not called unreadable", async () => {
  const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", "pw"] } })), {
    failures: [{ call: "Get", property: "UNCPassword", hresult: 0x80070094 }],
  });
  expect((await read(host, snapshotOf("LM"))).keys).toMatchObject([
    { own: { unc: { userName: {} } }, unreadable: "UNCPassword can't be read there (0x80070094)." },
  ]);
});

test.each([
  [0x80070005, 0x80070005],
  // What JScript makes of a refused and of an unanswered call.
  [0x800a0046, 0x80070005],
  [0x800a01ce, 0x800706ba],
  [undefined, 0x800706ba],
  [0x80005000, 0x80005000],
])("a server that answers 0x%s is told by 0x%s", async (planted, hresult) => {
  const more = planted === undefined ? { server: "OTHER" } : {};
  const host = await hostOf(
    metabaseFile([]),
    planted === undefined ? {} : { failures: [{ call: "GetObject", hresult: planted }] },
  );
  const { server, answers, error } = await ask(
    host.path,
    [snapshotOf("LM"), { type: "backup", name: "ours", keep: 1 }, { type: "save" }, { type: "pools" }],
    more,
  );
  expect(error).toBeUndefined();
  expect(server?.majorVersion).toBeUndefined();
  expect(answers).toMatchObject([{ hresult }, { hresult }, { hresult }, { hresult }]);
});

test("pools are told with their states", async () => {
  const host = await hostOf(readFileSync(example, "utf8"));
  const { answers } = await ask(host.path, [{ type: "pools" }]);
  expect(answers).toEqual([
    {
      type: "pools",
      hresult: 0,
      pools: ["DefaultAppPool", "IntranetPool", "ShopPool"].map((name) => ({
        location: `/LM/W3SVC/AppPools/${name}`,
        state: 2,
      })),
    },
  ]);
});

describe("an examination", () => {
  const awkward = [...awkwardTexts, "\ud800", "\u0000"].join("");

  async function findings(
    planted: Planted,
    metabase = readFileSync(example, "utf8"),
  ): Promise<Record<string, string>> {
    const { answers, error } = await ask((await hostOf(metabase, planted)).path, [
      { type: "examine" },
      { type: "echo", text: awkward },
    ]);
    expect(error).toBeUndefined();
    const [answer, echo] = answers;
    expect(echo).toEqual({ type: "echo", hresult: 0, text: awkward, fingerprint: fingerprintOf(awkward) });
    if (answer?.type !== "examine") throw new Error("no examination");
    return Object.fromEntries(answer.findings.map(({ name, value }) => [name, value]));
  }

  test.each([
    [
      "an error where nothing is found, defaults",
      {
        "GetDataPaths that finds nothing": "0x800cc801",
        "Get of a property that is not set": "a text",
        IsInherit: "boolean",
        IsInherited: "undefined",
      },
    ],
    [
      "an empty array where nothing is found, errors for what is unset",
      {
        "GetDataPaths that finds nothing": "an empty array",
        "Get of a property that is not set": "0x80005006",
        IsInherit: "undefined",
        IsInherited: "boolean",
      },
    ],
  ])("says which of the documents is right: %s", async (name, expected) => {
    expect(await findings({ variant: variants[name]! })).toMatchObject({
      ...expected,
      "script engine": expect.stringMatching(/^JScript \d/),
      VBArray: "works",
      machine: "WEB01",
      "domain controller": "no",
      provider: "IIsComputer",
      MajorIIsVersionNumber: "6",
      "keys that set AnonymousUserName": "12",
      "keys that set AnonymousUserPass": "10",
    });
  });

  test("goes on where something fails, and says with which number", async () => {
    const planted: Planted = { productType: null, failures: [{ call: "GetDataPaths", hresult: 0x80070005 }] };
    expect(await findings(planted)).toMatchObject({
      "domain controller": "0x80041003",
      "keys that set UNCUserName": "0x80070005",
      provider: "IIsComputer",
    });
  });
});

test.each([
  ["the machine on which the agent runs", undefined, "WEB01", 3],
  ["a server that is named, by its own name", "web01", "WEB01", 3],
] as const)("the machine's name is known: %s", async (_, server, machine, productType) => {
  const host = await hostOf(metabaseFile([]), { machine, productType });
  const result = await ask(host.path, [], server === undefined ? {} : { server });
  expect(result).toMatchObject({
    server: { machine: "WEB01", majorVersion: 6 },
    answers: [],
    error: undefined,
  });
});

test("nothing of a password is printed unless it is asked for", async () => {
  const canary = "Canary-5e9b";
  const host = await hostOf(metabaseFile(memoryKeys({ "W3SVC/1": { unc: ["a", canary] } })));
  const said: string[] = [];
  const local = openTransport({ type: "local", scriptHost: host.path });
  const listening = {
    name: "listening",
    isScriptHost: false,
    start: async (agent: AgentFile) => {
      const process = await local.start(agent);
      return {
        onOutput: (listener: (text: string) => void) => {
          process.onOutput((text) => {
            said.push(text);
            listener(text);
          });
        },
        send: (text: string) => {
          process.send(text);
        },
        kill: (why: IdentityError) => {
          process.kill(why);
        },
        ended: process.ended,
      };
    },
  };
  const limits = { timeoutSeconds: 60, maxOutput: 1_000_000 };
  for (const reveal of [false, true]) {
    const requests = [snapshotOf("LM", [], reveal), observeOf(["W3SVC/1"], reveal)];
    await runBatch(listening, agentFile(), { server: undefined, key: "ab".repeat(32), requests }, limits);
    expect(said.splice(0).join("").split(canary)).toHaveLength(reveal ? 3 : 1);
  }
});
