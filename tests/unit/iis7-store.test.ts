import { readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyPair, parseLocation, Secret, type IdentityError } from "../../provider/src/domain";
import { anonymousCases } from "../support/apphost-cases-anonymous";
import { directoryCases } from "../support/apphost-cases-directories";
import { poolCases } from "../support/apphost-cases-pools";
import { farm } from "../support/apphost-farm";
import { apphostFixtures, fixtureRows } from "../support/apphost-fixtures";
import { anonymousOf, applicationOf, bytesOf, configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { knownKeys, saidOf, seenByServer, storeInNode } from "../support/live-reading";
import { adminVariants, type Planted } from "../support/script-host/script-host";

/*
 * The store for IIS 7 and later, on the agent and the simulated IIS in Node: what it reads of a running IIS is what the file
 * store reads of the same configuration.
 */

/** Documents that no IIS starts with: nothing to read, or not what the simulated IIS shows. */
const impossible = [
  "pools of one name ignoring case",
  "defaults that are there twice",
  "a section of pools that is there twice",
  "an application that is there twice",
  "a section of sites that is there twice",
  "pools and sites in another file",
];
const cases = [...anonymousCases, ...poolCases, ...directoryCases].filter(
  ({ rule }) => !impossible.some((start) => rule.startsWith(start)),
);

describe.each(Object.entries(adminVariants))("where IIS gives %s", (_, variant) => {
  const read = async (bytes: Uint8Array): Promise<unknown> => {
    const { store, agent } = storeInNode({ configuration: { bytes, variant, keys: knownKeys } });
    const snapshot = await store.observe({ locations: [], reveal: true });
    expect(agent.journal).toEqual([]);
    return saidOf(snapshot);
  };

  test.each(cases)("$rule", async ({ document }) => {
    const bytes = Buffer.from(document);
    expect(await read(bytes)).toEqual(saidOf(seenByServer(bytes)));
  });

  test.each(Object.keys(fixtureRows))("the configuration made by hand in %s", async (name) => {
    const bytes = readFileSync(join(apphostFixtures, name));
    expect(await read(bytes)).toEqual(saidOf(seenByServer(bytes)));
  });

  test("a farm of 30 sites, 12 pools and 20 location tags", async () => {
    const bytes = bytesOf(farm({ sites: 30, pools: 12, tags: 20 }).text);
    expect(await read(bytes)).toEqual(saidOf(seenByServer(bytes)));
  });
});

const site = siteOf("Shop", 1, applicationOf("/"), applicationOf("/app"));
const configuration = (pools: string, ...tags: readonly string[]): Uint8Array =>
  bytesOf(
    configOf(hostOf(`<applicationPools>${pools}</applicationPools>`, `<sites>${site}</sites>`), ...tags),
  );
const pool = (name: string, attributes: string): string =>
  `<add name="${name}"><processModel ${attributes} /></add>`;

/** The states of a key's password and user name, as `name password`. */
const pairAt = async (planted: Planted, path: string, kind: "anonymous" | "wam"): Promise<string> => {
  const snapshot = await storeInNode(planted).store.observe({ locations: [] });
  const { own, unclear } = snapshot.key(parseLocation(path)) ?? { own: {} };
  const { userName, password } = own[kind] ?? {};
  const state = password?.value.state === "opaque" ? password.value.reason : password?.value.state;
  const doubts = unclear?.[kind]?.map((half) => ` ${half} unclear`) ?? [];
  return `${userName?.value ?? "-"} ${state ?? "-"}${doubts.join("")}`;
};

describe.each(Object.entries(adminVariants))(
  "a value that this server can't decrypt, where IIS gives %s",
  (_, variant) => {
    const bytes = configuration(
      pool("Lost", 'userName="lost" password="[enc:Gone:AAAA:enc]"') +
        pool("Kept", 'userName="kept" password="[enc:AesProvider:p:enc]"'),
      tagOf("Shop", anonymousOf('userName="u" password=""')),
      tagOf("Shop/app", anonymousOf('userName="v" password="[enc:Gone:AAAA:enc]"')),
    );
    const planted = { configuration: { bytes, variant } };

    test.each([
      ["W3SVC/AppPools/Lost", "wam", "lost unreadable"],
      ["W3SVC/AppPools/Kept", "wam", "kept comparable"],
      ["W3SVC/1/ROOT", "anonymous", "u empty"],
      ["W3SVC/1/ROOT/app", "anonymous", "v unreadable"],
    ] as const)("at %s: %s is %s", async (path, kind, expected) => {
      expect(await pairAt(planted, path, kind)).toBe(expected);
    });
  },
);

test("a password is compared and not carried, unless somebody asks for it", async () => {
  const bytes = configuration(pool("Shop", 'userName="u" password="[enc:AesProvider:Secret-1:enc]"'));
  const { store, agent } = storeInNode({ configuration: { bytes } });
  const read = await store.observe({ locations: [] });
  const password = read.key(parseLocation("W3SVC/AppPools/Shop"))?.own.wam?.password?.value;
  expect(password?.state === "comparable" && password.matches(new Secret("Secret-1"))).toBe(true);
  expect(password?.state === "comparable" && password.matches(new Secret("secret-1"))).toBe(false);
  expect(password).not.toHaveProperty("text");
  expect(JSON.stringify(agent.traffic.said)).not.toContain("Secret-1");
});

test("what can't be decrypted hides nothing else, and no error names a path, from the first call on", async () => {
  const { store, agent } = storeInNode({ configuration: { bytes: configuration("") } });
  await store.observe({ locations: [] });
  expect(agent.traffic.calls.slice(0, 3)).toEqual([
    "SetMetadata ignoreInvalidDecryption",
    "SetMetadata hideExceptionPhysicalPath",
    "GetConfigFile",
  ]);
});

test("many looks are one reading", async () => {
  const { store, agent } = storeInNode({ configuration: { bytes: configuration("") } });
  await Promise.all([1, 2, 3].map(async () => store.observe({ locations: [] })));
  const { traffic } = agent;
  await store.observe({ locations: [parseLocation("W3SVC/9")] });
  expect(agent.traffic).toBe(traffic);
});

test("which tag keeps what it sets from applications is not known, so what those inherit is unclear", async () => {
  const tag = tagOf("Shop", anonymousOf('userName="u" password="p"'), 'inheritInChildApplications="false"');
  const planted = { configuration: { bytes: configuration("", tag) } };
  expect(await pairAt(planted, "W3SVC/1/ROOT", "anonymous")).toBe("u comparable");
  expect(await pairAt(planted, "W3SVC/1/ROOT/app", "anonymous")).toBe(
    "- - userName unclear password unclear",
  );
  const { warnings } = await storeInNode(planted).store.observe({ locations: [] });
  expect(warnings).toHaveLength(1);
});

test("a half more or less at any of these tags is refused, where applications are beneath", async () => {
  const tag = tagOf("Shop", anonymousOf('userName="u"'), 'inheritInChildApplications="false"');
  const { store, agent } = storeInNode({ configuration: { bytes: configuration("", tag) } });
  const location = parseLocation("W3SVC/1/ROOT");
  const expected = (await store.observe({ locations: [] })).key(location)?.own.anonymous ?? emptyPair;
  const change = { location, kind: "anonymous", expected, password: { set: new Secret("p") } } as const;
  expect((await store.notWritten([change]))?.code).toBe("E_AMBIGUOUS");
  expect(await store.apply([change])).toMatchObject([{ error: { code: "E_AMBIGUOUS" } }]);
  expect(agent.journal).toEqual([]);

  const renamed = { location, kind: "anonymous", expected, userName: { set: "v" } } as const;
  expect(await store.notWritten([renamed])).toBeUndefined();
  expect(await store.apply([renamed])).toEqual([{ outcome: "written" }]);
});

test("a shared configuration is named", async () => {
  const bytes = configuration("");
  const filePath = "\\\\fs\\iis\\applicationHost.config";
  const { warnings } = await storeInNode({ configuration: { bytes, filePath } }).store.observe({
    locations: [],
  });
  expect(warnings?.[0]).toContain(filePath);
});

test.each<readonly [what: string, planted: Planted, code: string]>([
  ["no administration objects", {}, "E_NO_PROVIDER"],
  [
    "a 32-bit script host",
    { configuration: { bytes: configuration("") }, thirtyTwoBit: true },
    "E_SCRIPT_HOST",
  ],
  [
    "no right to read",
    {
      configuration: { bytes: configuration("") },
      failures: [{ call: "GetConfigFile", hresult: 0x80070005 }],
    },
    "E_ACCESS_DENIED",
  ],
  [
    "sections that can't be read",
    {
      configuration: { bytes: configuration("") },
      failures: [{ call: "GetAdminSection", hresult: 0x8007000d }],
    },
    "E_CONFIGURATION",
  ],
  [
    "a pool's name that can't be read",
    {
      configuration: { bytes: configuration(pool("A", "")) },
      failures: [{ call: "Value", property: "name", hresult: 0x80004005 }],
    },
    "E_CONFIGURATION",
  ],
])("%s is an error, and never an empty reading", async (_, planted, code) => {
  const failed = await storeInNode(planted)
    .store.observe({ locations: [] })
    .catch((error: unknown) => (error as IdentityError).code);
  expect(failed).toBe(code);
});

test.each([
  ["GetMetadata isDefaultValue", "password", "u - password unclear"],
  ["GetMetadata isInheritedFromDefault", "userName", "- comparable userName unclear"],
  ["Value", "userName", "- comparable userName unclear"],
  ["Value", "password", "u unreadable"],
] as const)("where %s of %s fails, that half alone is in doubt", async (call, property, expected) => {
  const bytes = configuration(pool("Shop", 'userName="u" password="[enc:AesProvider:p:enc]"'));
  const planted = { configuration: { bytes }, failures: [{ call, property, hresult: 0x80004005 }] };
  expect(await pairAt(planted, "W3SVC/AppPools/Shop", "wam")).toBe(expected);
});
