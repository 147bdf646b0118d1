import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyPair, parseLocation, Secret, type Change } from "../../provider/src/domain";
import type { ChangeResult, Store } from "../../provider/src/stores";
import { anonymousOf, applicationOf, bytesOf, configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { knownKeys } from "../support/live-reading";
import { locally } from "../support/live-store";
import { metabaseFile } from "../support/metabase-xml";
import { adminVariants, ScriptHost, type Planted } from "../support/script-host/script-host";

/* What only a script host of Windows can show of writing a running IIS 7 or later: files, and COM objects that fail. */

const hosts: ScriptHost[] = [];
afterEach(() => {
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts.splice(0)) host.remove();
  expect(violations).toEqual([]);
});

const bytes = bytesOf(
  configOf(
    hostOf(
      '<applicationPools><add name="A"><processModel userName="a" password="1"/></add></applicationPools>',
      `<sites>${siteOf("Shop", 1, applicationOf("/"), applicationOf("/app"))}</sites>`,
    ),
    tagOf("", anonymousOf('configSource="sub\\anonymous.config"')),
    tagOf("Shop", anonymousOf('userName="u" password="[enc:IISCngProvider:old:enc]"')),
    tagOf("Shop/app", anonymousOf('userName="u"')),
  ),
);

async function serverWith(
  planted: Planted = {},
): Promise<{ readonly host: ScriptHost; readonly store: Store }> {
  const configuration = { bytes, keys: knownKeys, ...planted.configuration };
  const host = await ScriptHost.create(metabaseFile([]), { majorVersion: 10, ...planted, configuration });
  hosts.push(host);
  mkdirSync(join(host.configurationFolder, "sub"));
  writeFileSync(join(host.configurationFolder, "sub", "anonymous.config"), "<configuration />");
  return { host, store: locally("iis7")(host) };
}

async function changed(store: Store, path: string, password: string): Promise<Change> {
  const location = parseLocation(path);
  const kind = path.includes("AppPools") ? "wam" : "anonymous";
  const own = (await store.observe({ locations: [] })).key(location)?.own[kind];
  return { location, kind, expected: own ?? emptyPair, password: { set: new Secret(password) } };
}

const outcomes = (results: readonly ChangeResult[]): readonly string[] =>
  results.map((result) => (result.outcome === "failed" ? result.error.code : result.outcome));

test("before the first write, each file of the configuration is copied beside itself, and the newest ten stay", async () => {
  const backups = Array.from(
    { length: 12 },
    (_, index) => `applicationHost.config.iis-identity-202601010000000${String(10 + index)}`,
  );
  const { host, store } = await serverWith({ redirection: false, backups });
  const right = await changed(store, "W3SVC/AppPools/A", "1");
  expect(outcomes(await store.apply([right]))).toEqual(["unchanged"]);
  expect(host.backups.filter((name) => name !== "sub")).toEqual(backups);

  const both = [await changed(store, "W3SVC/AppPools/A", "new"), await changed(store, "W3SVC/1/ROOT", "new")];
  expect(outcomes(await store.apply(both))).toEqual(["written", "written"]);
  expect(host.journal).toEqual([
    "commit applicationPools/add[A]/processModel password=[enc:IISWASOnlyAesProvider:new:enc]; " +
      "location[Shop]/anonymousAuthentication password=[enc:IISCngProvider:new:enc]",
  ]);
  const ours = (folder: string): readonly string[] =>
    readdirSync(join(host.configurationFolder, folder)).filter((name) => name.includes(".iis-identity-"));
  const copies = ours(".").filter((name) => name.startsWith("applicationHost"));
  expect([copies.length, copies.slice(0, 9)]).toEqual([10, backups.slice(3)]);
  expect(readFileSync(join(host.configurationFolder, copies[9] ?? ""))).toEqual(bytes);
  expect(ours(".").filter((name) => name.startsWith("redirection.config.iis-identity-"))).toHaveLength(1);
  expect(ours("sub")).toEqual([expect.stringMatching(/^anonymous\.config\.iis-identity-\d{17}$/)]);

  expect(outcomes(await store.apply([await changed(store, "W3SVC/AppPools/A", "newer")]))).toEqual([
    "written",
  ]);
  expect(ours(".").filter((name) => name.startsWith("applicationHost"))).toEqual(copies);
});

test.each<readonly [string, Planted, readonly string[]]>([
  [
    "a lock that came meanwhile",
    {
      configuration: {
        variant: { ...Object.values(adminVariants)[0]!, lockTold: "at commit" },
        replacements: [
          {
            when: "after GetConfigFile",
            count: 1,
            bytes: bytesOf(
              Buffer.from(bytes)
                .toString()
                .replace('userName="u" password', 'lockAttributes="password" userName="u" password'),
            ),
          },
        ],
      },
    },
    ["written", "E_SECTION_LOCKED"],
  ],
  [
    "a value that IIS does not take",
    {
      failures: [
        { call: "Value put", location: "location[Shop/app]/anonymousAuthentication", hresult: 0x8007000d },
      ],
    },
    ["written", "E_CONFIGURATION"],
  ],
  [
    "others who are faster twice",
    { failures: [{ call: "CommitChanges", hresult: 0x800703e3, times: 2 }] },
    ["written", "written"],
  ],
  [
    "no right to write",
    { failures: [{ call: "CommitChanges", hresult: 0x80070005 }] },
    ["E_ACCESS_DENIED", "E_ACCESS_DENIED"],
  ],
  ["no copy", { failures: [{ call: "CopyFile", hresult: 0x800a0046 }] }, ["E_BACKUP", "E_BACKUP"]],
])("%s", async (_, planted, expected) => {
  const { host, store } = await serverWith(planted);
  const changes = [
    await changed(store, "W3SVC/AppPools/A", "new"),
    await changed(store, "W3SVC/1/ROOT/app", "new"),
  ];
  expect(outcomes(await store.apply(changes))).toEqual(expected);
  const commits = host.journal.filter((line) => line.startsWith("commit"));
  expect(commits).toHaveLength(expected.includes("written") ? 1 : 0);
  expect(commits.join().includes("Shop/app")).toBe(expected[1] === "written");
});
