import {
  emptyPair,
  kinds,
  parseLocation,
  Secret,
  type Change,
  type Kind,
  type Snapshot,
} from "../../provider/src/domain";
import { planAccount } from "../../provider/src/drift";
import type { ChangeResult, Store } from "../../provider/src/stores";
import { chains, levelsText } from "../support/drift-levels";
import { anonymousOf, applicationOf, bytesOf, configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { knownKeys, storeInNode } from "../support/live-reading";
import { withoutStart } from "../support/script-host/apphost-text.cjs";
import { appHostTree, type Node } from "../support/script-host/apphost-tree.cjs";
import { adminVariants, type AdminVariant, type Planted } from "../support/script-host/script-host";

/*
 * The store for IIS 7 and later, on the agent and the simulated IIS in Node: what it writes, what it refuses, and what it
 * makes of what comes between.
 */

const outcomes = (results: readonly ChangeResult[]): readonly string[] =>
  results.map((result) => (result.outcome === "failed" ? result.error.code : result.outcome));

/** A change decided on what was read; `null` removes a half, nothing leaves it. */
function changeOf(
  snapshot: Snapshot,
  path: string,
  kind: Kind,
  [userName, password]: readonly [name?: string | null | undefined, password?: string | null | undefined],
  more: Partial<Change> = {},
): Change {
  const location = parseLocation(path);
  const half = <Value>(text: string | null, toValue: (text: string) => Value) =>
    text === null ? ({ remove: true } as const) : { set: toValue(text) };
  return {
    location,
    kind,
    expected: snapshot.key(location)?.own[kind] ?? emptyPair,
    ...(userName === undefined ? {} : { userName: half(userName, String) }),
    ...(password === undefined ? {} : { password: half(password, (text) => new Secret(text)) }),
    ...more,
  };
}

const read = (store: Store): Promise<Snapshot> => store.observe({ locations: [] });

function serverWith(
  bytes: Uint8Array,
  { variant, ...more }: Planted["configuration"] & {} = {},
  planted: Planted = {},
) {
  const configuration = { bytes, keys: knownKeys, ...more, ...(variant === undefined ? {} : { variant }) };
  return storeInNode({ ...planted, configuration });
}

const variants = Object.entries(adminVariants);
const [[, plain]] = variants as [[string, AdminVariant]];

/** What a document holds: sealed values as the texts that they are of. */
function opened(bytes: Uint8Array): Node {
  const open = ({ name, attributes, children }: Node): Node => ({
    name,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([each, text]) => [
        each,
        withoutStart(text).replace(/^\[enc:[^:]*:([^]*):enc\]$/, "$1"),
      ]),
    ),
    children: children.map(open),
  });
  return open(appHostTree(Buffer.from(bytes)));
}

describe.each(variants)("where IIS gives %s", (_, variant) => {
  const places = kinds.flatMap((kind) =>
    chains[kind].map(({ place, element }, level) => ({ kind, level, place, element })),
  );

  test.each(places)("$place $element is all that changes", async ({ kind, level }) => {
    const before = levelsText(kind, { [level]: ["a", "old"] });
    const { store, agent } = serverWith(bytesOf(before), { variant });
    const snapshot = await read(store);
    const path = chains[kind][level]?.location ?? "";
    const first = changeOf(snapshot, path, kind, ["b", "new"]);
    expect(await store.apply([first])).toEqual([{ outcome: "written" }]);
    expect(opened(agent.configuration)).toEqual(opened(bytesOf(levelsText(kind, { [level]: ["b", "new"] }))));
    expect(outcomes(await store.apply([first]))).toEqual(["unchanged"]);
    const removal = changeOf(await read(store), path, kind, [null, null]);
    expect(outcomes(await store.apply([removal]))).toEqual(["written"]);
    expect(opened(agent.configuration)).toEqual(opened(bytesOf(levelsText(kind, {}))));
    expect(agent.journal.filter((line) => line.startsWith("commit"))).toHaveLength(2);
  });

  const site = siteOf("Shop", 1, applicationOf("/"), applicationOf("/app"));
  const fileOf = (pools: string, sites: string, ...tags: readonly string[]): Uint8Array =>
    bytesOf(
      configOf(hostOf(`<applicationPools>${pools}</applicationPools>`, `<sites>${sites}</sites>`), ...tags),
    );

  test("a value is encrypted again by the provider that had encrypted it", async () => {
    const model = '<add name="P"><processModel userName="u" password="[enc:IISCngProvider:old:enc]" /></add>';
    const { store, agent } = serverWith(fileOf(model, site), { variant });
    await store.apply([changeOf(await read(store), "W3SVC/AppPools/P", "wam", [undefined, "new"])]);
    expect(agent.journal).toEqual([
      "commit applicationPools/add[P]/processModel password=[enc:IISCngProvider:new:enc]",
    ]);
  });

  test("a first credential of a folder gets a location tag of its own, under the name that its site has by then", async () => {
    const file = (name: string) =>
      fileOf(
        "",
        siteOf(name, 1, applicationOf("/")),
        tagOf(`${name}/files`, ""),
        tagOf(name, anonymousOf("")),
      );
    const replacements = [{ when: "after GetConfigFile", count: 1, bytes: file("Store") }] as const;
    const { store, agent } = serverWith(file("Shop"), { variant, replacements });
    const snapshot = await read(store);
    expect(
      outcomes(
        await store.apply([
          changeOf(snapshot, "W3SVC/1/ROOT", "anonymous", ["b", "new"]),
          changeOf(snapshot, "W3SVC/1/ROOT/files", "anonymous", ["", undefined]),
        ]),
      ),
    ).toEqual(["written", "written"]);
    expect(agent.journal.at(-1)).toMatch(
      /^commit location\[Store\]\/.*; location\[Store\/files\]\/anonymousAuthentication userName=$/,
    );
  });

  test("a password that can't be decrypted is removed, and only that", async () => {
    const model = (text: string): string => `<add name="P"><processModel userName="u"${text} /></add>`;
    const { store, agent } = serverWith(fileOf(model(' password="[enc:Gone:AAAA:enc]"'), site), { variant });
    const removal = changeOf(await read(store), "W3SVC/AppPools/P", "wam", [undefined, null]);
    expect(outcomes(await store.apply([removal]))).toEqual(["written"]);
    expect(opened(agent.configuration)).toEqual(opened(fileOf(model(""), site)));
  });

  test("a pool's identity type is in the same commit", async () => {
    const model = '<add name="P"><processModel userName="u" /></add>';
    const { store, agent } = serverWith(fileOf(model, site), { variant });
    const identityType = { expected: undefined, change: { set: "SpecificUser" } } as const;
    const change = changeOf(await read(store), "W3SVC/AppPools/P", "wam", ["b", "new"], { identityType });
    expect(outcomes(await store.apply([change]))).toEqual(["written"]);
    expect(agent.journal).toEqual([
      expect.stringMatching(/^commit [^;]*b; [^;]*password=[^;]*; [^;]*identityType=SpecificUser$/),
    ]);
    const key = (await read(store)).key(change.location);
    expect(key?.settings?.AppPoolIdentityType).toBe("SpecificUser");
    expect(
      outcomes(await store.apply([change, { ...change, identityType: { expected: "LocalSystem" } }])),
    ).toEqual(["unchanged", "E_CONFLICT"]);
    const other = changeOf(await read(store), "W3SVC/AppPools/P", "wam", ["c"], {
      identityType: { expected: "LocalSystem" },
    });
    expect(outcomes(await store.apply([other]))).toEqual(["E_CHANGED_MEANWHILE"]);
  });

  describe("what a level above locks is refused, and the rest of the batch is written", () => {
    const locking = (attributes: string) =>
      fileOf(
        "",
        site,
        tagOf("Shop", anonymousOf(`userName="a" password="1" ${attributes}`)),
        tagOf("Shop/app", anonymousOf("")),
      );
    test.each(['lockAttributes="password"', 'lockItem="true"', 'lockAllAttributesExcept="enabled"'])(
      "by %s, which is known before",
      async (attributes) => {
        const { store, agent } = serverWith(locking(attributes), { variant });
        const snapshot = await read(store);
        const locked = changeOf(snapshot, "W3SVC/1/ROOT/app", "anonymous", ["b", "new"]);
        const free = changeOf(snapshot, "W3SVC/1/ROOT", "anonymous", ["b", "new"]);
        expect((await store.notWritten([locked]))?.code).toBe("E_SECTION_LOCKED");
        expect(await store.notWritten([free])).toBeUndefined();
        expect(outcomes(await store.apply([locked, free]))).toEqual(["E_SECTION_LOCKED", "written"]);
        expect(agent.journal).toEqual([expect.not.stringContaining("Shop/app")]);
      },
    );

    test("by a lock that came meanwhile", async () => {
      const replacements = [
        { when: "after GetConfigFile", count: 1, bytes: locking('lockAttributes="password"') },
      ] as const;
      const { store, agent } = serverWith(locking(""), { variant, replacements });
      const snapshot = await read(store);
      const locked = changeOf(snapshot, "W3SVC/1/ROOT/app", "anonymous", ["b", "new"]);
      const free = changeOf(snapshot, "W3SVC/1/ROOT", "anonymous", ["b", "new"]);
      expect(outcomes(await store.apply([locked, free]))).toEqual(["E_SECTION_LOCKED", "written"]);
      expect(agent.journal.filter((line) => line.includes("Shop/app"))).toEqual([]);
    });

    test("by a lock that only a commit tells of", async () => {
      const replacements = [
        { when: "after GetConfigFile", count: 1, bytes: locking('lockAttributes="password"') },
      ] as const;
      const silent = { failures: [{ call: "GetMetadata isLocked", hresult: 0x80070032 }] } as const;
      const atCommit = { ...variant, lockTold: "at commit" } as const;
      const { store, agent } = serverWith(locking(""), { variant: atCommit, replacements }, silent);
      const snapshot = await read(store);
      const locked = changeOf(snapshot, "W3SVC/1/ROOT/app", "anonymous", ["b", "new"]);
      const free = changeOf(snapshot, "W3SVC/1/ROOT", "anonymous", ["b", "new"]);
      expect(outcomes(await store.apply([locked, free]))).toEqual(["E_BUSY", "written"]);
      expect(agent.journal.filter((line) => line.includes("Shop/app"))).toEqual([]);
    });
  });

  describe("another administrator", () => {
    const file = (app: string, other: string): Uint8Array =>
      fileOf(
        "",
        site,
        tagOf("Shop", anonymousOf(`userName="a" password="${app}"`)),
        tagOf("Shop/app", anonymousOf(`userName="${other}" password="2"`)),
      );
    const places = ["W3SVC/1/ROOT", "W3SVC/1/ROOT/app"] as const;
    test.each<readonly [string, "after GetConfigFile" | "before CommitChanges", number, Uint8Array, string]>([
      ["changed another place before the commit", "before CommitChanges", 1, file("1", "theirs"), "written"],
      [
        "changed this place before the commit",
        "before CommitChanges",
        1,
        file("theirs", "b"),
        "E_CHANGED_MEANWHILE",
      ],
      [
        "changed this place before it was compared",
        "after GetConfigFile",
        1,
        file("theirs", "b"),
        "E_CHANGED_MEANWHILE",
      ],
      ["wrote the same", "before CommitChanges", 1, file("new", "b"), "written"],
    ])("%s", async (__, when, count, bytes, expected) => {
      const { store, agent } = serverWith(file("1", "b"), {
        variant,
        replacements: [{ when, count, bytes }],
      });
      const change = changeOf(await read(store), places[0], "anonymous", [undefined, "new"]);
      const [result] = outcomes(await store.apply([change]));
      expect(result === "unchanged" ? "written" : result).toBe(expected);
      const tags = opened(agent.configuration).children.filter(({ name }) => name === "location");
      const theirs = opened(bytes).children.filter(({ name }) => name === "location");
      expect(tags[1]).toEqual(theirs[1]);
      expect(JSON.stringify(tags[0])).toContain(expected === "written" ? '"new"' : '"theirs"');
    });
  });
});

describe("a commit that IIS refuses", () => {
  const file = configOf(
    hostOf(
      '<applicationPools><add name="A"><processModel userName="a" password="1"/></add>',
      '<add name="B"><processModel userName="b" password="[enc:Gone:AAAA:enc]"/></add></applicationPools><sites></sites>',
    ),
  );
  const bytes = bytesOf(file);
  const both = async (store: Store): Promise<readonly string[]> => {
    const snapshot = await read(store);
    const [a, b] = ["A", "B"].map((name) =>
      changeOf(snapshot, `W3SVC/AppPools/${name}`, "wam", ["c", "new"]),
    );
    return outcomes(await store.apply([a!, b!]));
  };

  test.each<readonly [string, Planted["failures"] & {}, readonly string[]]>([
    [
      "twice, because another was faster",
      [{ call: "CommitChanges", hresult: 0x80070020, times: 2 }],
      ["written", "written"],
    ],
    [
      "twice, while its file is in use elsewhere",
      [
        { call: "GetConfigFile", hresult: 0x80070020, times: 1 },
        { call: "Value put", property: "password", hresult: 0x80070020, times: 1 },
        { call: "WritableAdminManager", hresult: 0x80070020, times: 1 },
      ],
      ["written", "written"],
    ],
    [
      "twice, with a number that nobody knows",
      [{ call: "CommitChanges", hresult: 0x80131234, times: 2 }],
      ["written", "written"],
    ],
    [
      "always, because another is faster",
      [{ call: "CommitChanges", hresult: 0x80070021 }],
      ["E_BUSY", "E_BUSY"],
    ],
    [
      "for want of rights",
      [{ call: "CommitChanges", hresult: 0x80070005 }],
      ["E_ACCESS_DENIED", "E_ACCESS_DENIED"],
    ],
    [
      "and has written",
      [{ call: "CommitChanges", hresult: 0x80070005, writes: "all" }],
      ["written", "written"],
    ],
    [
      "for one value, which it does not take",
      [{ call: "Value put", location: "applicationPools/add[B]/processModel", hresult: 0x8007000d }],
      ["written", "E_CONFIGURATION"],
    ],
    [
      "before it begins",
      [{ call: "WritableAdminManager", hresult: 0x80070005 }],
      ["E_ACCESS_DENIED", "E_ACCESS_DENIED"],
    ],
    ["because the backup fails", [{ call: "CopyFile", hresult: 0x800a0046 }], ["E_BACKUP", "E_BACKUP"]],
  ])("%s", async (_, failures, expected) => {
    const { store, agent } = serverWith(bytes, {}, { failures });
    expect(await both(store)).toEqual(expected);
    const written = expected.filter((each) => each === "written").length;
    expect(agent.journal.filter((line) => line.startsWith("commit"))).toHaveLength(written > 0 ? 1 : 0);
    if (written === 0) expect(agent.configuration).toEqual(Buffer.from(bytes));
  });

  test.each([0x80070005, 0x8007000d, 0x80070003, 0x80090016])(
    "with %d, which no other administrator causes, is not tried again",
    async (hresult) => {
      const calls: string[] = [];
      const planted = {
        configuration: { bytes, keys: knownKeys },
        failures: [{ call: "CommitChanges" as const, hresult }],
      };
      const { store } = storeInNode(planted, (call) => calls.push(call));
      const change = changeOf(await read(store), "W3SVC/AppPools/A", "wam", ["c", "new"]);
      expect(outcomes(await store.apply([change]))).not.toContain("written");
      expect(calls.filter((call) => call === "CommitChanges")).toHaveLength(1);
    },
  );

  test("because one key is missing there keeps no other from being written", async () => {
    const { store, agent } = serverWith(bytes, { variant: { ...plain, provider: "kept" } });
    expect(await both(store)).toEqual(["written", "E_CONFIGURATION"]);
    expect(agent.journal).toHaveLength(1);
  });
});

describe("before anything is written", () => {
  test("the copy is made, even if nothing was to be written when it was due: without it nothing is", async () => {
    const holding = (name: string): Uint8Array => bytesOf(levelsText("wam", { 0: [name, "1"] }));
    const then = (name: string) => ({ when: "after GetConfigFile" as const, count: 1, bytes: holding(name) });
    const planted = {
      configuration: { bytes: holding("a"), keys: knownKeys, replacements: [then("b")] },
      failures: [{ call: "CopyFile" as const, hresult: 0x80070005 }],
    };
    const { store, agent } = storeInNode(planted);
    const change = changeOf(await read(store), "W3SVC/AppPools/Shop Pool", "wam", ["b", undefined]);
    Object.assign(planted.configuration, { replacements: [then("b"), then("a")] });
    expect(outcomes(await store.apply([change]))).toEqual(["E_ACCESS_DENIED"]);
    expect(agent.journal.filter((line) => line.startsWith("commit"))).toEqual([]);
  });

  const bytes = bytesOf(levelsText("wam", { 0: ["a", "1"] }));
  const path = "W3SVC/AppPools/Shop Pool";

  test.each([
    ["a name that no XML can hold", ["a\u0001", "new"], "E_XML_CHARACTER"],
    ["a password that looks encrypted", ["a", "[enc:AesProvider:AAAA:enc]"], "E_STORED_FORM"],
  ] as const)("%s is refused", async (_, texts, code) => {
    const { store, agent } = serverWith(bytes);
    const change = changeOf(await read(store), path, "wam", texts);
    expect((await store.refusal([change]))?.code).toBe(code);
    expect(outcomes(await store.apply([change]))).toEqual([code]);
    expect(agent.journal).toEqual([]);
  });

  test("a shared configuration is a warning that names its file", async () => {
    const filePath = "\\\\fs\\iis\\applicationHost.config";
    const shared = serverWith(bytes, { filePath }).store;
    expect(await shared.warningOf()).toContain(filePath);
    expect(await serverWith(bytes).store.warningOf()).toBeUndefined();
  });

  test("an account's plan says that other elements may name it, too, and are not read", async () => {
    const snapshot = await read(serverWith(bytes).store);
    const account = { userName: "a", kinds, aliases: [], formerNames: [], rewriteUnused: false };
    const desired = { ...account, under: parseLocation("/LM"), password: new Secret("1") };
    const { notes } = planAccount(snapshot, { ...desired, previousPassword: undefined }, []);
    expect(notes).toContain(snapshot.unmanagedUnknown);
  });

  test("what is gone is not made again", async () => {
    const gone = bytesOf(levelsText("wam", {}).replace("Shop Pool", "Other"));
    const replacements = [{ when: "after GetConfigFile", count: 1, bytes: gone }] as const;
    const { store, agent } = serverWith(bytes, { replacements });
    expect(outcomes(await store.apply([changeOf(await read(store), path, "wam", ["b", "new"])]))).toEqual([
      "E_UNKNOWN_LOCATION",
    ]);
    expect(agent.configuration).toEqual(Buffer.from(gone));
  });
});
