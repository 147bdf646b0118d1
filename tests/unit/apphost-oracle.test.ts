import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseXml } from "@rgrove/parse-xml";
import fc from "fast-check";
import { apphostFixtures, fixtureRows } from "../support/apphost-fixtures";
import { configurationText, parseConfiguration } from "../support/apphost-tree";
import { farm } from "../support/apphost-farm";
import { randomConfiguration } from "../support/apphost-random";
import { comparableRows, poolIdentities, resolveConfiguration, type Row } from "../support/apphost-oracle";
import { configuration, host, pool, poolDefaults, pools } from "../support/apphost-case";
import { anonymousCases } from "../support/apphost-cases-anonymous";
import { unclearCases } from "../support/apphost-cases-unclear";
import { directoryCases } from "../support/apphost-cases-directories";
import { poolCases } from "../support/apphost-cases-pools";

test.each([...anonymousCases, ...unclearCases, ...poolCases, ...directoryCases])(
  "$rule",
  ({ document, rows }) => {
    expect(comparableRows(resolveConfiguration(document))).toEqual(comparableRows(rows));
  },
);

test("a pool's identity type is its own, that of the defaults, or the schema's [reference: processModel]", () => {
  const own = pool("A", 'identityType="SpecificUser"');
  const inDefaults = poolDefaults('identityType="NetworkService"');
  const typesOf = (...elements: readonly string[]): unknown =>
    poolIdentities(configuration(host(pools(...elements)))).map(({ identityType, from }) => [
      identityType,
      from,
    ]);
  expect(typesOf(own, pool("B"))).toEqual([
    ["ApplicationPoolIdentity", "default"],
    ["SpecificUser", "own"],
    ["ApplicationPoolIdentity", "default"],
  ]);
  expect(typesOf(own, pool("B"), pool("b"), inDefaults)).toEqual([
    ["NetworkService", "own"],
    ["SpecificUser", "own"],
    [null, null],
  ]);
  expect(typesOf('<add name="C" />', inDefaults)).toEqual([
    ["NetworkService", "own"],
    ["NetworkService", "/LM/W3SVC/AppPools"],
  ]);
});

test.each(Object.entries(fixtureRows))(
  "the configuration made by hand in %s reads as the documents say",
  (file, rows) => {
    const text = configurationText(readFileSync(join(apphostFixtures, file)));
    expect(comparableRows(resolveConfiguration(text))).toEqual(comparableRows(rows));
  },
);

const isUnclear = ({ passwordState }: Row): boolean => passwordState === "unreadable";

test("a random configuration is well-formed for two parsers, and says the same in an odd layout and in IIS's own", () => {
  fc.assert(
    fc.property(randomConfiguration(), ({ bytes, text, asServer }) => {
      expect(configurationText(bytes)).toBe(text);
      expect(() => parseXml(text)).not.toThrow();
      expect(parseConfiguration(text)).toEqual(parseConfiguration(asServer));
    }),
    { numRuns: 200 },
  );
});

test("nothing is ambiguous in a random configuration, unless a tag is kept from child applications", () => {
  fc.assert(
    fc.property(randomConfiguration(), ({ text, asServer }) => {
      const rows = resolveConfiguration(text);
      if (!asServer.includes('inheritInChildApplications="false"'))
        expect(rows.filter(isUnclear)).toEqual([]);
      expect(new Set(rows.map(({ kind, location }) => kind + location)).size).toBe(rows.length);
    }),
    { numRuns: 200 },
  );
});

/** What kind of place a half comes from. */
function origin(from: string | null): string | null {
  if (from?.startsWith("/") !== true) return from;
  return from.endsWith("*")
    ? "application"
    : from.includes("ROOT")
      ? "tag"
      : /\d$/.test(from)
        ? "site"
        : "server";
}

test("random configurations have every kind of row, of state and of place", () => {
  const rows = fc
    .sample(randomConfiguration(), { numRuns: 200, seed: 1 })
    .flatMap(({ text }) => resolveConfiguration(text));
  const seen = (of: (row: Row) => string | null): unknown => [...new Set(rows.map(of))].sort();
  expect({
    keyTypes: seen(({ keyType }) => keyType),
    states: seen(({ passwordState }) => passwordState),
    users: seen(({ kind, userNameFrom }) => `${kind} ${String(origin(userNameFrom))}`),
    passwords: seen(({ kind, passwordFrom }) => `${kind} ${String(origin(passwordFrom))}`),
  }).toEqual({
    keyTypes: [
      "anonymousAuthentication",
      "applicationPoolDefaults",
      "processModel",
      "virtualDirectory",
      "virtualDirectoryDefaults",
    ],
    states: ["absent", "empty", "sealed", "sealed-empty", "set", "unreadable"],
    users: [
      ...["default", "null", "own", "server", "tag"].map((from) => `anonymous ${from}`),
      ...["application", "own", "server", "site"].map((from) => `unc ${from}`),
      ...["own", "server"].map((from) => `wam ${from}`),
    ],
    passwords: [
      ...["null", "own", "server", "tag"].map((from) => `anonymous ${from}`),
      ...["application", "null", "own", "server", "site"].map((from) => `unc ${from}`),
      ...["null", "own", "server"].map((from) => `wam ${from}`),
    ],
  });
});

test("a farm of 300 sites has each of its copies, pools of every identity type and tags at three depths", () => {
  const { text, copies } = farm({ sites: 300, pools: 60, tags: 65 });
  const rows = resolveConfiguration(text);
  const stored = rows
    .filter(({ passwordFrom }) => passwordFrom === "own")
    .map(({ kind, location, name, userName }) => ({ kind, location, name, userName }));
  expect(new Set(stored)).toEqual(new Set(copies));
  const withoutPassword = rows
    .filter(({ passwordFrom }) => passwordFrom !== "own")
    .map(({ userName }) => userName);
  expect(withoutPassword.sort()).toEqual([...Array<string>(16).fill(""), "IUSR"]);
  const types = poolIdentities(text);
  expect(types).toHaveLength(61);
  expect(new Set(types.map(({ identityType }) => identityType)).size).toBe(5);
  const depths = rows.flatMap(({ kind, name }) =>
    kind === "anonymous" && name !== "" ? [name.split("/").length] : [],
  );
  expect([1, 2, 3].map((depth) => depths.filter((found) => found === depth).length)).toEqual([22, 22, 21]);
});
