import fc from "fast-check";
import {
  isIdentityError,
  kinds,
  parentLocation,
  parseLocation,
  propertyTable,
  Secret,
  type Change,
  type Half,
  type Kind,
  type Location,
} from "../../provider/src/domain";
import { planAccount, planCredential, type Effects } from "../../provider/src/drift";
import { MemoryStore, type MemoryKey } from "../support/memory-store";
import { randomMetabase } from "../support/random-metabase";

const metabases = fc
  .tuple(
    randomMetabase({
      names: ["svc", ".\\SVC", "old", "other", "stranger", "", undefined, undefined],
      passwords: ["new", "x", "y", "", undefined, undefined],
    }),
    fc.array(fc.nat({ max: 12 }), { maxLength: 2 }),
  )
  .map(([keys, odd]): readonly MemoryKey[] =>
    keys.map((key, index) => (odd.includes(index) ? { ...key, keyType: "VendorKey" } : key)),
  );

interface Declared {
  readonly account: boolean;
  readonly kind: Kind;
  readonly at: number;
  readonly passwordless: boolean;
  readonly formerNames: readonly string[];
}

const declarations: fc.Arbitrary<Declared> = fc.record({
  account: fc.boolean(),
  kind: fc.constantFrom(...kinds),
  at: fc.nat({ max: 12 }),
  passwordless: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
  formerNames: fc.subarray(["old"]),
});

const halves: readonly Half[] = ["userName", "password"];

/** The declared account, with the names that an account had before. */
function isOurs(name: string, { account, formerNames }: Declared): boolean {
  const bare = name.toLowerCase().replace(/^\.\\/, "");
  return bare === "svc" || (account && formerNames.includes(bare));
}

/** One half that counts at a key, as the test sees it. An empty one is as good as none, but comes from somewhere. */
interface Counting {
  readonly text: string;
  readonly from: Location | undefined;
}

type Values = ReadonlyMap<string, { readonly text: string; readonly inheritable: boolean }>;
const slot = (location: string, kind: Kind, half: Half): string => `${kind} ${half} ${location}`;

function valuesOf(keys: readonly MemoryKey[]): Values {
  const values = new Map<string, { text: string; inheritable: boolean }>();
  for (const { location, own } of keys) {
    for (const kind of kinds) {
      for (const half of halves) {
        const value = own[kind]?.[half];
        if (value === undefined) continue;
        values.set(slot(location, kind, half), { text: value.value, inheritable: value.inheritable });
      }
    }
  }
  return values;
}

function changed(values: Values, changes: readonly Change[]): Values {
  const after = new Map(values);
  for (const { location, kind, userName, password } of changes) {
    const write = (half: Half, text: string | undefined): void => {
      const at = slot(location, kind, half);
      if (text === undefined) after.delete(at);
      else after.set(at, { text, inheritable: values.get(at)?.inheritable ?? true });
    };
    if (userName !== undefined) write("userName", "set" in userName ? userName.set : undefined);
    if (password !== undefined) write("password", "set" in password ? password.set.reveal() : undefined);
  }
  return after;
}

function counting(values: Values, location: Location, kind: Kind, half: Half): Counting {
  for (let at: Location | undefined = location; at !== undefined; at = parentLocation(at)) {
    const value = values.get(slot(at, kind, half));
    if (value !== undefined && (at === location || value.inheritable)) return { text: value.text, from: at };
  }
  return { text: "", from: undefined };
}

/** The types that hold a credential at all; of others a key counts where it holds one nevertheless. */
function holds(key: MemoryKey, kind: Kind): boolean {
  if (halves.some((half) => key.own[kind]?.[half] !== undefined)) return true;
  if (kind === "wam") return /^IIs(?:WebService|ApplicationPools?)$/.test(key.keyType);
  return kind === "unc" ? key.keyType === "IIsWebVirtualDir" : /^IIs(?:Web|Smtp)/.test(key.keyType);
}

/**
 * The rule in words: a key's account is somebody else's, before or afterwards, or a password without an account gets one,
 * and a half of what counts there becomes another, unless the key goes over as a whole to what one key says.
 */
function refused(
  keys: readonly MemoryKey[],
  changes: readonly Change[],
  declared: Declared,
): readonly string[] {
  const before = valuesOf(keys);
  const after = changed(before, changes);
  const written = new Set(changes.map(({ kind, location }) => `${kind} ${location}`));
  return keys.flatMap((key) =>
    kinds.flatMap((kind) => {
      const { location } = key;
      if (!holds(key, kind) || written.has(`${kind} ${location}`)) return [];
      const [name, password] = halves.map((half) => counting(before, location, kind, half)) as [
        Counting,
        Counting,
      ];
      const [newName, newPassword] = halves.map((half) => counting(after, location, kind, half)) as [
        Counting,
        Counting,
      ];
      const nobodys = name.text === "" && password.text !== "" && newName.text !== "";
      const stranger =
        nobodys || [name.text, newName.text].some((text) => text !== "" && !isOurs(text, declared));
      const isOnes = newName.from === newPassword.from;
      const wasOnes = name.from === password.from || password.from === undefined;
      if (!stranger || isOnes || (newPassword.from === undefined && wasOnes)) return [];
      return [
        ...(name.text === newName.text ? [] : [slot(location, kind, "userName")]),
        ...(password.text === newPassword.text ? [] : [slot(location, kind, "password")]),
      ];
    }),
  );
}

async function planned(
  keys: readonly MemoryKey[],
  declared: Declared,
): Promise<{ readonly effects: Effects; readonly changes: readonly Change[] } | undefined> {
  const snapshot = await new MemoryStore("effects", keys).observe({ locations: [] });
  const { account, kind, at, passwordless, formerNames } = declared;
  const pair = { userName: "svc", passwordless, password: passwordless ? undefined : new Secret("new") };
  try {
    if (account) {
      const all = { kinds, under: parseLocation("/LM"), aliases: [], formerNames, rewriteUnused: false };
      const { effects, drifted } = planAccount(snapshot, { ...pair, ...all }, []);
      return { effects, changes: drifted.map(({ change }) => change) };
    }
    const location = keys[at]?.location;
    if (location === undefined) return undefined;
    const plan = planCredential(snapshot, { ...pair, kind, location }, []);
    return plan.state === "drifted" ? { effects: plan.effects, changes: [plan.change] } : undefined;
  } catch (error) {
    if (isIdentityError(error)) return undefined;
    throw error;
  }
}

test("every pair of another account that a change would break up is named, and no other", async () => {
  const seen = { none: 0, refused: 0, inherited: 0 };
  await fc.assert(
    fc.asyncProperty(metabases, declarations, async (keys, declared) => {
      const plan = await planned(keys, declared);
      if (plan === undefined) return;
      const expected = refused(keys, plan.changes, declared);
      const named = plan.effects.othersHalves.map(({ kind, location, property }) =>
        slot(location, kind, propertyTable[kind].userName.name === property ? "userName" : "password"),
      );
      expect(expected).toEqual(expect.arrayContaining(named));
      if (expected.length === 0) seen.none += 1;
      else seen.refused += 1;

      // What merely inherits such a pair is named by the key that it inherits it through.
      const unnamed = expected.filter((each) => !named.includes(each));
      for (const each of unnamed) {
        seen.inherited += 1;
        const location = parseLocation(each.replace(/^\S+ \S+ /, ""));
        const [, kind = "", half = ""] = /^(\S+) (\S+) /.exec(each) ?? [];
        expect(valuesOf(keys).has(each)).toBe(false);
        const above: string[] = [];
        for (let at = parentLocation(location); at !== undefined; at = parentLocation(at)) {
          above.push(slot(at, kind as Kind, half as Half));
        }
        expect(above.some((one) => named.includes(one))).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(seen.none).toBeGreaterThan(300);
  expect(seen.refused).toBeGreaterThan(100);
  expect(seen.inherited).toBeGreaterThan(5);
});
