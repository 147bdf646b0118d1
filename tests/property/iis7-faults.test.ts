import fc from "fast-check";
import { parseLocation, Secret, type Change, type Kind } from "../../provider/src/domain";
import type { Store } from "../../provider/src/stores";
import { anonymousOf, bytesOf, configOf, directoryOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { knownKeys, storeInNode } from "../support/live-reading";
import { appHostTree, type Node } from "../support/script-host/apphost-tree.cjs";
import { withoutStart } from "../support/script-host/apphost-text.cjs";
import { adminVariants, type Planted } from "../support/script-host/script-host";

/*
 * The store for IIS 7 and later over administration objects that go wrong at any call, and beside another administrator at
 * any moment: what is written is reported, what is reported as written is there, and nothing else changes.
 */

interface Texts {
  readonly pool: string;
  readonly directory: string;
  readonly folder: string;
}

/** A server with a password at each of three places, and with much beside them. */
function configuration({ pool, directory, folder }: Texts, beside = "theirs 0"): Uint8Array {
  return bytesOf(
    configOf(
      hostOf(
        `<applicationPools><add name="A" autoStart="true"><processModel identityType="SpecificUser" userName="a" password="${pool}" /></add>`,
        `<add name="B"><processModel userName="b" password="${beside}" /></add></applicationPools>`,
        `<sites>${siteOf("Shop", 1, `<application path="/">${directoryOf("/")}${directoryOf("/files", `userName="d" password="${directory}"`)}</application>`)}</sites>`,
      ),
      anonymousOf('userName="IUSR"'),
      tagOf("Shop/app", anonymousOf(`userName="f" password="${folder}"`)),
    ),
  );
}

const old: Texts = { pool: "old", directory: "old", folder: "old" };
const fresh: Texts = { pool: "new", directory: "new", folder: "new" };
const places: Readonly<Record<keyof Texts, readonly [string, Kind]>> = {
  pool: ["W3SVC/AppPools/A", "wam"],
  directory: ["W3SVC/1/ROOT/files", "unc"],
  folder: ["W3SVC/1/ROOT/app", "anonymous"],
};
const names = ["pool", "directory", "folder"] as const;

async function changes(store: Store): Promise<readonly Change[]> {
  const snapshot = await store.observe({ locations: [] });
  return names.map((name) => {
    const [path, kind] = places[name];
    const location = parseLocation(path);
    const expected = snapshot.key(location)?.own[kind];
    if (expected === undefined) throw new Error(`nothing was read of ${name}`);
    return { location, kind, expected, password: { set: new Secret("new") } };
  });
}

async function outcomes(store: Store, all: readonly Change[]): Promise<readonly string[]> {
  try {
    const results = await store.apply(all);
    return results.map((result) => (result.outcome === "failed" ? result.error.code : result.outcome));
  } catch (error) {
    return all.map(() => String(Reflect.get(Object(error), "code")));
  }
}

/** A document, with what is sealed as the text that it is of. */
function opened({ name, attributes, children }: Node): Node {
  const texts = Object.entries(attributes).map(([each, text]) => [
    each,
    withoutStart(text).replace(/^\[enc:[^:]*:([^]*):enc\]$/, (_, inside: string) =>
      inside.replaceAll("%0020", " "),
    ),
  ]);
  return {
    name,
    attributes: Object.fromEntries(texts) as Record<string, string>,
    children: children.map(opened),
  };
}

const treeOf = (bytes: Uint8Array): Node => opened(appHostTree(Buffer.from(bytes)));

function passwordsIn(tree: Node): readonly string[] {
  const found: string[] = [];
  const walk = ({ attributes, children }: Node): void => {
    if (attributes["password"] !== undefined) found.push(attributes["password"]);
    children.forEach(walk);
  };
  walk(tree);
  return found;
}

const variant = fc.constantFrom(...Object.values(adminVariants));

const numbers = fc.constantFrom(
  0x80070005,
  0x80070020,
  0x80070021,
  0x80090016,
  0x80070003,
  0x8007000d,
  0x800706ba,
  0x80004005,
);

/** From the n-th call of a run on, so many calls fail. */
const denial = fc.record({ at: fc.nat({ max: 220 }), times: fc.constantFrom(1, 3, 1000), hresult: numbers });

test("whatever call fails with whatever number, what is written is reported, and nothing else changes", async () => {
  await fc.assert(
    fc.asyncProperty(variant, denial, async (given, { at, times, hresult }) => {
      let calls = -1;
      const configurationPlan = { bytes: configuration(old), variant: given, keys: knownKeys };
      const { store, agent } = storeInNode({ configuration: configurationPlan }, () => {
        if (calls < 0) return;
        calls += 1;
        if (calls > at && calls <= at + times) throw Object.assign(new Error(), { number: hresult | 0 });
      });
      const all = await changes(store);
      calls = 0;
      const told = await outcomes(store, all);
      calls = -1;
      expectReported(told, agent.configuration, old, fresh);
      // What the store goes by from then on is what the file holds.
      const [pool] = await changes(store);
      const stored = pool?.expected.password?.value;
      const isNew = stored?.state === "comparable" && stored.matches(new Secret("new"));
      expect(isNew).toBe(passwordsIn(treeOf(agent.configuration))[0] === "new");
      expect(agent.journal.filter((line) => line.startsWith("violation"))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

function expectReported(
  told: readonly string[],
  file: Uint8Array,
  before: Texts,
  after: Texts,
  beside?: string,
): void {
  const [pool = "", , directory = "", folder = ""] = passwordsIn(treeOf(file));
  const now: Texts = { pool, directory, folder };
  for (const [index, name] of names.entries()) {
    const outcome = told[index];
    expect([before[name], after[name]]).toContain(now[name]);
    if (outcome === "written" || outcome === "unchanged") expect(now[name]).toBe("new");
    else if (outcome !== "E_IN_DOUBT") expect(now[name]).not.toBe("new");
  }
  expect(treeOf(file)).toEqual(treeOf(configuration(now, beside)));
}

const theirs: Texts = { pool: "theirs 1", directory: "old", folder: "theirs 2" };

const commitFailure = fc.record({
  hresult: numbers,
  times: fc.integer({ min: 1, max: 6 }),
  writes: fc.constantFrom("half" as const, "all" as const),
});

test("whatever a commit that fails has written, it is reported, and nothing else changes", async () => {
  await fc.assert(
    fc.asyncProperty(variant, commitFailure, async (given, failure) => {
      const failures = [{ call: "CommitChanges" as const, ...failure }];
      const configurationPlan = { bytes: configuration(old), variant: given, keys: knownKeys };
      const { store, agent } = storeInNode({ configuration: configurationPlan, failures });
      const told = await outcomes(store, await changes(store));
      expectReported(told, agent.configuration, old, fresh);
      expect(agent.journal.filter((line) => line.startsWith("violation"))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("whenever another administrator writes, what they wrote stays, and is reported where it was to be written", async () => {
  const moments = fc.record({
    when: fc.constantFrom(
      "after GetConfigFile" as const,
      "before CommitChanges" as const,
      "after CommitChanges" as const,
    ),
    count: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(variant, moments, async (given, { when, count }) => {
      const replacements = [{ when, count, bytes: configuration(theirs, "theirs 3") }];
      const planted: NonNullable<Planted["configuration"]> = {
        bytes: configuration(old),
        variant: given,
        keys: knownKeys,
      };
      const server = { configuration: planted };
      const { store, agent } = storeInNode(server);
      const all = await changes(store);
      Object.assign(server.configuration, { replacements });
      const told = await outcomes(store, all);
      const replaced = agent.journal.includes("replaced 0");
      const [pool, beside, directory, folder] = passwordsIn(treeOf(agent.configuration));
      if (!replaced) {
        expect([told, pool, directory, folder]).toEqual([
          ["written", "written", "written"],
          "new",
          "new",
          "new",
        ]);
        return;
      }
      expect([pool, beside, folder]).toEqual([theirs.pool, "theirs 3", theirs.folder]);
      // Behind the last look at what was written, theirs is the next change.
      const isNext = when === "after GetConfigFile" && agent.journal.at(-1) === "replaced 0";
      if (isNext && told[0] === "written") {
        expect(told).toEqual(["written", "written", "written"]);
        expect(treeOf(agent.configuration)).toEqual(treeOf(configuration(theirs, "theirs 3")));
        return;
      }
      for (const index of [0, 2]) expect(["E_CHANGED_MEANWHILE", "E_IN_DOUBT"]).toContain(told[index]);
      expect(directory).toBe(told[1] === "written" ? "new" : "old");
      expect(["written", "E_IN_DOUBT", "E_CHANGED_MEANWHILE", "E_CONFIGURATION"]).toContain(told[1]);
      expect(treeOf(agent.configuration)).toEqual(
        treeOf(configuration({ ...theirs, directory: directory ?? "" }, "theirs 3")),
      );
      expect(agent.journal.filter((line) => line.startsWith("violation"))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
