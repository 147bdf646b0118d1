import fc from "fast-check";
import { emptyPair, kinds, Secret, type Change, type Snapshot } from "../../provider/src/domain";
import { farmFile, randomFarm, type Farm } from "../support/iis7-farm";
import { bytesOf } from "../support/iis7-config";
import { knownKeys, saidOf, storeInNode } from "../support/live-reading";
import { adminVariants } from "../support/script-host/script-host";

/** Every credential of a reading that is clear, as if each were to be set to something else, or removed. */
function everyChange(snapshot: Snapshot, removes: (index: number) => boolean): readonly Change[] {
  return snapshot.keys.flatMap((key) =>
    kinds.flatMap((kind, index): readonly Change[] => {
      if (key.ambiguous !== undefined || key.own[kind] === undefined) return [];
      const { location } = key;
      const expected = key.own[kind] ?? emptyPair;
      return removes(index + location.length)
        ? [{ location, kind, expected, userName: { remove: true }, password: { remove: true } }]
        : [
            {
              location,
              kind,
              expected,
              userName: { set: "FARM\\new" },
              password: { set: new Secret('p&<"é😀') },
            },
          ];
    }),
  );
}

/**
 * IIS does not start with a section that occurs twice at one place. Where a tag keeps what it sets from applications, what is
 * set changes what is clear.
 */
function isClear({ server, tags }: Farm): boolean {
  if (tags.some(({ attributes }) => attributes.startsWith("inherit"))) return false;
  const paths = tags.map(({ path }) => path.replace(/^\.$|\/$/, "").toUpperCase());
  const places = server === undefined ? paths : ["", ...paths];
  return new Set(places).size === places.length;
}

test("in any configuration, what is reported as written is there, and all else is as it was", async () => {
  const variants = fc.constantFrom(...Object.values(adminVariants));
  let written = 0;
  await fc.assert(
    fc.asyncProperty(randomFarm, variants, fc.nat(6), fc.nat(2), async (farm, variant, nth, divisor) => {
      fc.pre(isClear(farm));
      const bytes = bytesOf(farmFile(farm));
      const { store, agent } = storeInNode({ configuration: { bytes, keys: knownKeys, variant } });
      const before = await store.observe({ locations: [], reveal: true });
      const reading = await store.observe({ locations: [] });
      const all = everyChange(reading, (index) => index % (divisor + 2) === 0);
      const changes = all.filter((_, index) => index % 7 <= nth);
      const results = await store.apply(changes);
      expect(agent.journal.filter((line) => line.startsWith("violation "))).toEqual([]);

      const done = changes.filter((_, index) => results[index]?.outcome !== "failed");
      written += done.length;
      const again = storeInNode({ configuration: { bytes: agent.configuration, keys: knownKeys, variant } });
      const after = await again.store.observe({ locations: [], reveal: true });
      for (const { location, kind, userName } of done) {
        const own = after.key(location)?.own[kind];
        const password = own?.password?.value;
        const text = password?.state === "comparable" ? password.text?.reveal() : password?.state;
        expect([own?.userName?.value, text]).toEqual(
          userName !== undefined && "set" in userName ? ["FARM\\new", 'p&<"é😀'] : [undefined, undefined],
        );
      }
      // The same keys, without what was written, and without what occurs twice: any of the two may be shown.
      const rest = (snapshot: Snapshot): unknown =>
        saidOf({
          ...snapshot,
          keys: snapshot.keys.map((key) => {
            const { location, name = "", keyType } = key;
            const isKept = (kind: string): boolean =>
              key.ambiguous === undefined &&
              !done.some((each) => each.location === key.location && each.kind === kind);
            return {
              location,
              name,
              keyType,
              own: Object.fromEntries(Object.entries(key.own).filter(([kind]) => isKept(kind))),
            };
          }),
        });
      expect(rest(after)).toEqual(rest(before));
    }),
    { numRuns: 30 },
  );
  expect(written).toBeGreaterThan(20);
});
