import { comparableRows, poolIdentities, resolveConfiguration } from "../support/apphost-oracle";
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
