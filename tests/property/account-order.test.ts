import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { kinds, parseLocation, Secret, type Kind } from "../../provider/src/domain";
import { planAccount, planCredential } from "../../provider/src/drift";
import type { Host, Properties } from "../support/host-operation";
import { MemoryStore, type MemoryKey } from "../support/memory-store";
import { metabaseFile } from "../support/metabase-xml";
import { randomMetabase } from "../support/random-metabase";

/** The provider as a process that has just started: no store read, nothing claimed. Third parties load once. */
function freshHost(): Host {
  jest.resetModules();
  for (const name of ["zod", "fast-xml-parser"]) jest.doMock(name, () => loaded.get(name));
  return jest.requireActual<Host>("../../provider/src/resources/host/host");
}
const loaded = new Map(["zod", "fast-xml-parser"].map((name) => [name, jest.requireActual<object>(name)]));

// A password of one account never stands under another's name: where it does, a half pair may be right by chance.
const metabases = randomMetabase({
  names: ["svc", ".\\SVC", "svc-old", "other", "OTHER", "stranger", undefined],
  passwords: ["x", "y", "z", "x", "y", undefined],
});

const accounts = {
  svc: { kind: "account", userName: "svc", password: "password of svc", formerNames: ["svc-old"] },
  other: { kind: "account", userName: "other", password: "password of other" },
};
const identities = {
  above: { kind: "anonymous", location: "W3SVC/1", userName: "ident", password: "password of ident" },
  beneath: { kind: "anonymous", location: "W3SVC/1/ROOT", userName: "ident", password: "password of ident" },
};

/** Every order in which an identity comes after the one above it. */
const orders: readonly (readonly string[])[] = [
  ["svc", "other", "above", "beneath"],
  ["other", "svc", "above", "beneath"],
  ["above", "beneath", "svc", "other"],
  ["above", "other", "beneath", "svc"],
  ["other", "above", "svc", "beneath"],
  ["svc", "above", "beneath", "other"],
];

/** True where no resource would change a stranger's half pair, and none claims what another does. */
async function isUndisputed(keys: readonly MemoryKey[]): Promise<boolean> {
  const snapshot = await new MemoryStore("order", keys).observe({ locations: [] });
  const claimed: string[] = [];
  for (const { userName, password, ...rest } of Object.values(accounts)) {
    const plan = planAccount(
      snapshot,
      {
        userName,
        password: new Secret(password),
        kinds,
        under: parseLocation("/LM"),
        aliases: [],
        formerNames: "formerNames" in rest ? rest.formerNames : [],
        rewriteUnused: false,
      },
      [],
    );
    if (plan.effects.othersHalves.length > 0) return false;
    claimed.push(...plan.targets.map(({ key, kind }) => `${kind} ${key.location}`));
  }
  for (const { location, userName, password } of Object.values(identities)) {
    const desired = { location: parseLocation(location), kind: "anonymous" as Kind, userName };
    if (snapshot.key(desired.location) === undefined) return false;
    const plan = planCredential(snapshot, { ...desired, password: new Secret(password) }, []);
    if (plan.state === "drifted" && plan.effects.othersHalves.length > 0) return false;
    if (claimed.includes(`anonymous ${desired.location}`)) return false;
  }
  return true;
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iis-identity-order-"));
  path = join(folder, "MetaBase.xml");
});
afterEach(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const inputsOf = (name: string): Properties => ({
  resourceName: name,
  metabase: { path, backup: { keep: 1 } },
  allowNone: true,
  ...{ ...accounts, ...identities }[name as keyof typeof accounts],
});

function registered(name: string): Properties {
  const { allowNone, ...identity } = inputsOf(name);
  return name in accounts ? { allowNone, ...identity } : identity;
}

/** Runs an `up`: each resource is checked and, at once or when all are checked, created. @returns the file */
async function up(order: readonly string[], checkedFirst: boolean): Promise<string> {
  const host = freshHost();
  const inputs = new Map<string, Properties>();
  for (const name of order) {
    const checked = await host.check({}, registered(name));
    expect(checked.failures).toEqual([]);
    inputs.set(name, checked.inputs);
    if (!checkedFirst) await host.create(checked.inputs);
  }
  if (checkedFirst) {
    for (const name of order) await host.create(inputs.get(name)!);
  }
  return readFile(path, "utf8");
}

test("the order in which resources are checked and written changes nothing in the file", async () => {
  let drifted = 0;
  await fc.assert(
    fc.asyncProperty(
      metabases,
      fc.shuffledSubarray([...orders], { minLength: 2, maxLength: 2 }),
      fc.boolean(),
      async (keys, tried, checkedFirst) => {
        if (!(await isUndisputed(keys))) return;
        const before = metabaseFile(keys);
        const files = new Set<string>();
        for (const order of tried) {
          await writeFile(path, before);
          files.add(await up(order, checkedFirst));
        }
        expect(files.size).toBe(1);
        if (!files.has(before)) drifted += 1;

        // The next preview, in yet another order, has nothing to say.
        const host = freshHost();
        for (const name of ["other", "above", "beneath", "svc"]) {
          const { inputs } = await host.check({ revision: 1 }, registered(name));
          expect(inputs["drift"]).toBeUndefined();
          expect(inputs["revision"]).toBe(1);
        }
      },
    ),
    // So many that chance alone does not leave too few that drifted.
    { numRuns: 240 },
  );
  expect(drifted).toBeGreaterThan(5);
});
