import fc from "fast-check";
import {
  keyTree,
  kinds,
  locationKey,
  parseLocation,
  Secret,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../../provider/src/domain";
import { findTargets, type DesiredAccount } from "../../provider/src/drift";
import { readMetabase } from "../../provider/src/metabase";
import { snapshotOf } from "../../provider/src/stores/file/snapshot-of";
import { fileEncodings, fileOf, metabaseOf } from "../support/metabase-file";
import { metabaseFile } from "../support/metabase-xml";
import { randomMetabase } from "../support/random-metabase";

// Equal and almost equal ones: İ, ı, ſ and the Kelvin sign are no ASCII letters in any case, ß has no capital of one unit.
const part = fc.constantFrom(
  "W3SVC",
  "w3svc",
  "1",
  "ROOT",
  "Root",
  "k",
  "K",
  "\u212a",
  "é",
  "É",
  "ı",
  "ß",
  "ſ",
  "a b",
  "&amp;",
);

const path = fc.array(part, { maxLength: 6 }).map((parts) => ["/LM", ...parts].join("/"));

/** As IIS writes it, or in one of the ways that have to be looked at more closely. */
const written = fc
  .tuple(
    path,
    fc.constantFrom("", "", "", 'Path="C:\\"', 'ServerComment="x"', 'UNCUserName="u" uncpassword="p"'),
  )
  .map(([location, attributes]) => `<K Location="${location}" ${attributes}/>`);

const snapshotIn = (text: string, encoding = fileEncodings[0]): Snapshot =>
  snapshotOf(readMetabase(fileOf(text, encoding)), undefined, true);

const locationOfPath = (text: string): Location => parseLocation(text.replaceAll("&amp;", "&"));

test("what a file's keys inherit from is what the same keys of a running server inherit from", () => {
  fc.assert(
    fc.property(
      fc.array(written, { maxLength: 12 }),
      fc.array(path, { maxLength: 6 }),
      fc.constantFrom(...fileEncodings),
      (keys, places, encoding) => {
        const text = metabaseOf(...keys);
        const { keys: all } = snapshotIn(text, encoding);
        const expected = keyTree(all);
        // Of a snapshot that has made no key before.
        const snapshot = snapshotIn(text, encoding);
        const spelled = (key: ObservedKey | undefined): string | undefined => key?.location;
        for (const location of [...places.map(locationOfPath), ...all.map((key) => key.location)]) {
          expect(spelled(snapshot.key(location))).toBe(spelled(expected.key(location)));
          expect(spelled(snapshot.keyAbove(location, "unc"))).toBe(
            spelled(expected.keyAbove(location, "unc")),
          );
          expect(snapshot.keyAbove(location, "ServerComment")).toBeUndefined();
        }
        for (const [index, key] of snapshot.keys.entries()) {
          expect(snapshot.key(key.location)).toBe(key);
          expect(snapshot.keyAbove(key, "unc")).toBe(snapshot.keyAbove(key.location, "unc"));
          // The key of another reading stands for its location.
          expect(snapshot.keyAbove(all[index] ?? key, "unc")).toBe(snapshot.keyAbove(key, "unc"));
          expect(snapshot.heirs?.(all[index] ?? key, "unc")).toEqual(
            snapshot.keys.filter((each) => snapshot.keyAbove(each, "unc") === key),
          );
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("the first account that is looked for in a file is found where one is that others were looked for before", () => {
  const metabases = randomMetabase({
    names: ["svc", ".\\SVC", "PC\\svc", "was", "svc@farm.example", "other", "sv\u017f", "", undefined],
    passwords: ["x", "", undefined],
  });
  const desired: DesiredAccount = {
    userName: "svc",
    password: new Secret("new"),
    kinds,
    under: parseLocation("LM"),
    aliases: ["SVC@farm.example"],
    formerNames: ["was"],
    rewriteUnused: false,
  };
  fc.assert(
    fc.property(metabases, fc.nat({ max: 15 }), fc.boolean(), (keys, unclear, isTwice) => {
      const written = keys.map((key, index) =>
        index === unclear && isTwice ? { ...key, ambiguous: "twice" } : key,
      );
      const tags = metabaseFile(written).split("Location =");
      const odd = isTwice ? "" : 'anonymoususername="other" ';
      const text = tags.reduce(
        (done, tag, index) => `${done}${index === unclear ? odd : ""}Location =${tag}`,
      );
      const snapshot = snapshotIn(text);
      const [first, second] = [findTargets(snapshot, desired), findTargets(snapshot, desired)];
      expect(first).toEqual(second);
      expect(first.targets.map(({ key }) => locationKey(key.location))).toEqual(
        second.targets.map(({ key }) => locationKey(key.location)),
      );
    }),
    { numRuns: 500 },
  );
});
