import fc from "fast-check";
import { canonicalAccount, kinds } from "../../provider/src/domain";
import { countsAt, storedCredentials, viewWith, type StoredCredential } from "../../provider/src/drift";
import { readConfiguration, snapshotOfFile } from "../../provider/src/stores/file/file-document";
import { randomConfiguration } from "../support/apphost-random";
import { fileOf } from "../support/metabase-file";

const named = fc.constantFrom("FARM\\svc", "farm\\SVC", ".\\x", "", undefined);
const randomKeys = fc.array(
  fc.record({
    path: fc.constantFrom(
      "W3SVC",
      "W3SVC/1",
      "W3SVC/1/ROOT",
      "W3SVC/1/Root",
      "W3SVC/1/ROOT/a",
      "W3SVC/2/ROOT",
    ),
    anonymous: named,
    anonymousPassword: fc.boolean(),
    unc: named,
    misspelled: fc.boolean(),
  }),
  { maxLength: 6 },
);
const randomFile = fc.oneof(
  randomConfiguration().map(({ bytes }) => bytes),
  randomKeys.map((keys) => {
    const elements = keys.map(({ path, anonymous, anonymousPassword, unc, misspelled }) => {
      const set = [
        ...(anonymous === undefined ? [] : [`AnonymousUserName="${anonymous}"`]),
        ...(anonymousPassword ? ['AnonymousUserPass="p"'] : []),
        ...(unc === undefined ? [] : [`UNCUserName="${unc}"`]),
        ...(misspelled ? ['uncusername="x"'] : []),
      ];
      return `<IIsWebVirtualDir Location="/LM/${path}" ${set.join(" ")}></IIsWebVirtualDir>`;
    });
    return fileOf(`<configuration><MBProperty>${elements.join("\n")}</MBProperty></configuration>`);
  }),
);

test("looking for one account finds what looking through all finds, at the same keys", () => {
  let found = 0;
  fc.assert(
    fc.property(randomFile, (bytes) => {
      const read = readConfiguration(bytes);
      const all = snapshotOfFile(read, undefined, false);
      const userNames = storedCredentials(all).map(({ effective }) => effective?.userName?.value ?? "");
      for (const userName of new Set(userNames)) {
        const snapshot = snapshotOfFile(read, undefined, false);
        const view = viewWith(snapshot, []);
        const account = canonicalAccount(userName, undefined);
        const isAccount = (name: string): boolean => canonicalAccount(name, undefined) === account;
        const isAsked = (each: StoredCredential): boolean => countsAt(view, each, isAccount) !== false;
        const told = (each: readonly StoredCredential[]): unknown =>
          each.map(({ key, kind, own, effective }) => [
            key.location,
            kind,
            own.userName,
            effective?.userName,
          ]);
        const few = storedCredentials(snapshot, kinds, isAsked, isAccount);
        expect(told(few)).toEqual(told(storedCredentials(snapshot, kinds, isAsked)));
        for (const { key } of few) expect(snapshot.key(key.location)).toBe(key);
        for (const { key } of few) expect(snapshot.keys).toContain(key);
        found += few.length;
      }
    }),
    { numRuns: 200 },
  );
  expect(found).toBeGreaterThan(200);
});
