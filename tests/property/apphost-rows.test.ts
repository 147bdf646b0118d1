import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readAppHost } from "../../provider/src/apphost";
import { foundCredential, storedCredentials } from "../../provider/src/drift";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";
import { anonymousCases } from "../support/apphost-cases-anonymous";
import { directoryCases } from "../support/apphost-cases-directories";
import { poolCases } from "../support/apphost-cases-pools";
import { unclearCases } from "../support/apphost-cases-unclear";
import { farm } from "../support/apphost-farm";
import { apphostFixtures, fixtureRows } from "../support/apphost-fixtures";
import { comparableRows, resolveConfiguration, type Row } from "../support/apphost-oracle";
import { randomConfiguration } from "../support/apphost-random";

// Two readings of one file that share no line: ours, and that of tests/support/apphost-oracle.ts.

function ourRows(bytes: Uint8Array): readonly Row[] {
  const found = storedCredentials(
    appHostSnapshot(readAppHost(bytes), undefined, (text) => storedPassword(text, false)),
  );
  return comparableRows(
    found.map(foundCredential).map((row) => ({ ...(row as Row), name: plain(row.name) })),
  );
}

/** The documents have no names for the server's own level and for defaults; ours are for people. */
function plain(name: string | undefined): string {
  return name === "MACHINE/WEBROOT/APPHOST" ? "" : (name ?? "").replace(/\/\*$/, "");
}

/** What no IIS starts with and the two readings place differently. */
const readDifferently = [
  "a tag of a site that is not there counts for nothing",
  "an application that is there twice is ambiguous with all its directories",
  "pools and sites in another file are listed at the level of their defaults",
  "a path spelled as IIS never does makes the place ambiguous that it seems to mean",
];

const cases = [...anonymousCases, ...poolCases, ...directoryCases, ...unclearCases];
const isOneOf = (those: readonly string[], { rule }: { readonly rule: string }): boolean =>
  those.some((start) => rule.startsWith(start));

describe("each rule of the documents is read as they say:", () => {
  test.each(cases.filter((each) => !isOneOf(readDifferently, each)))("$rule", ({ document, rows }) => {
    expect(ourRows(Buffer.from(document))).toEqual(comparableRows(rows));
  });
});

const fixtures = Object.entries(fixtureRows);

test.each(fixtures)("the configuration made by hand in %s is read as the documents say", (file, rows) => {
  expect(ourRows(readFileSync(join(apphostFixtures, file)))).toEqual(comparableRows(rows));
});

test("a farm of 300 sites, 60 pools and 65 location tags is read as the documents say", () => {
  const { text } = farm({ sites: 300, pools: 60, tags: 65 });
  const rows = ourRows(Buffer.from(text));
  expect(rows).toEqual(comparableRows(resolveConfiguration(text)));
  expect(rows.length).toBeGreaterThan(150);
});

test("an odd but legal configuration is read as the documents say", () => {
  fc.assert(
    fc.property(randomConfiguration(), ({ bytes, text }) => {
      expect(ourRows(bytes)).toEqual(comparableRows(resolveConfiguration(text)));
    }),
    { numRuns: 150 },
  );
});
