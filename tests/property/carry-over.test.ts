import fc from "fast-check";
import { credentialKey, type Change } from "../../provider/src/domain";
import { carryOver, desiredOf, planCredential, storedCredentials } from "../../provider/src/drift";
import { appHostOf } from "../support/drift-levels";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";
import { MemoryStore } from "../support/memory-store";
import { randomMetabase } from "../support/random-metabase";

const metabases = randomMetabase({
  names: ["FARM\\svc", "local", "OLD\\local", "IUSR", "FARM\\g$", "IUSR_OLD", "", undefined],
  passwords: ["new", "other", "", "**********", undefined],
});

const sealed = "[enc:IISCngProvider:jAAWTnTuJ9sGAT:enc]";
const pairs = fc.constantFrom(
  "",
  'userName=""',
  'userName="FARM\\svc" password="new"',
  'userName="FARM\\x"',
  `userName="FARM\\svc" password="${sealed}"`,
);

/** A new server that has some of the old one's places, with credentials of its own. */
const targets = fc
  .record({
    server: pairs,
    root: pairs,
    b: pairs,
    pool: pairs,
    defaults: pairs,
    directory: pairs,
    below: pairs,
  })
  .map(({ server, root, b, pool, defaults, directory, below }) =>
    configOf(
      anonymousOf(server),
      hostOf(
        `<applicationPools><add name="P"><processModel ${pool}/></add>`,
        `<applicationPoolDefaults><processModel ${defaults}/></applicationPoolDefaults></applicationPools>`,
        "<sites>",
        siteOf(
          "One",
          1,
          applicationOf("/", directoryOf("/"), directoryOf("/a", directory)),
          applicationOf("/a/b", directoryOf("/"), `<virtualDirectoryDefaults ${below}/>`),
        ),
        siteOf("Other", 2),
        "</sites>",
      ),
      tagOf("One", anonymousOf(root)),
      tagOf("One/a/b", anonymousOf(b)),
    ),
  );

test("whatever an old metabase and a new server hold, each credential has its place there or a reason, and all are in step once written", async () => {
  const seen = { carried: 0, written: 0, leftOut: 0 };
  await fc.assert(
    fc.asyncProperty(metabases, targets, async (keys, text) => {
      const old = await new MemoryStore("old", keys, "OLD").observe({ locations: [], reveal: true });
      const target = appHostOf(text, "NEW");
      const { adopted, leftOut } = carryOver(old, target);
      expect(new Set(adopted.map(credentialKey)).size).toBe(adopted.length);
      const told = new Set(leftOut.map(credentialKey));
      for (const { kind, key } of storedCredentials(old)) {
        const credential = credentialKey({ kind, location: key.location });
        const root = credentialKey({ kind, location: `${key.location}/ROOT` as typeof key.location });
        const isCarried = adopted.map(credentialKey).some((each) => each === credential || each === root);
        expect([credential, isCarried || told.has(credential) || told.has(root)]).toEqual([credential, true]);
      }
      // As `up` does: what is above comes first.
      const changes: Change[] = [];
      const ordered = adopted.toSorted((a, b) => a.location.split("/").length - b.location.split("/").length);
      for (const each of ordered) {
        const plan = planCredential(target, desiredOf(each), changes);
        if (plan.state === "drifted") changes.push(plan.change);
      }
      for (const each of adopted)
        expect(planCredential(target, desiredOf(each), changes).state).toBe("in-sync");
      seen.carried += adopted.length;
      seen.written += changes.length;
      seen.leftOut += leftOut.length;
      expect(leftOut.filter(({ reason }) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
    }),
    { numRuns: 150 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});
