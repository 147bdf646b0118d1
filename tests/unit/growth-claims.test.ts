import { growth, steady } from "../support/steps";
import { emptyPair, parseLocation, Secret, type Change, type Credential } from "../../provider/src/domain";
import { viewWith } from "../../provider/src/drift";
import { readMetabase } from "../../provider/src/metabase";
import { Claims, type DeclaredCredential } from "../../provider/src/resources/host/claims";
import { snapshotOf } from "../../provider/src/stores/file/snapshot-of";
import { fileOf, metabaseOf } from "../support/metabase-file";

const size = 100;

const at = (path: string): Credential => ({ kind: "anonymous", location: parseLocation(path) });

const declared: DeclaredCredential = {
  resourceName: "site",
  userName: "svc",
  password: new Secret("new"),
  passwordless: false,
  halves: ["userName", "password"],
};

const changeAt = (credential: Credential): Change => ({
  ...credential,
  expected: emptyPair,
  userName: { set: "svc" },
});

/** What many resources, or one that lies deep, ask in one operation. */
const operations: readonly (readonly [what: string, paths: (count: number) => readonly string[]])[] = [
  ["many identities", (count) => Array.from({ length: count }, (_, index) => `W3SVC/${index}/ROOT`)],
  ["an identity that lies deep", (count) => ["W3SVC", `W3SVC${"/a".repeat(count)}`]],
];

/** @returns how the steps grow, where the count doubles */
const claiming = (paths: (count: number) => readonly string[]): Promise<number> =>
  growth(
    size,
    (count) => {
      const locations = paths(count);
      const keys = locations.map((path) => `<IIsWebVirtualDir Location="/LM/${path}"/>`);
      return {
        locations,
        snapshot: snapshotOf(readMetabase(fileOf(metabaseOf(keys.join("")))), "WEB01", false),
      };
    },
    ({ locations, snapshot }) => {
      const claims = new Claims();
      for (const path of locations) {
        const credential = at(path);
        claims.require(credential, declared, "WEB01");
        const pending = claims.pendingAbove(credential, snapshot);
        claims.inheritsUnknown(credential, viewWith(snapshot, pending));
        claims.add(credential, declared, changeAt(credential));
      }
      claims.pendingAboveAll(locations.map(at), snapshot);
    },
  );

test.each(operations)("%s: claimed in the time that the locations are long", async (_, paths) => {
  expect(await claiming(paths)).toBeLessThan(steady);
});
