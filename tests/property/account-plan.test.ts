import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  isIdentityError,
  kinds,
  parentLocation,
  parseLocation,
  Secret,
  type Change,
  type Kind,
} from "../../provider/src/domain";
import { planAccount, type DesiredAccount } from "../../provider/src/drift";
import { FileStore } from "../../provider/src/stores/file/file-store";
import type { Store } from "../../provider/src/stores";
import type { MemoryKey } from "../support/memory-store";
import { metabaseFile } from "../support/metabase-xml";
import { randomMetabase } from "../support/random-metabase";

const metabases = randomMetabase({
  names: ["svc", ".\\SVC", "old", "Old", "svc@farm", "FARM\\svc", "other", "IUSR", "", undefined, undefined],
  passwords: ["new", "x", "NEW", "a<b&\"'", "", undefined, undefined],
});

const desires = fc
  .record({
    kinds: fc.subarray([...kinds], { minLength: 1 }),
    under: fc.constantFrom("/LM", "W3SVC/1", "W3SVC/1/ROOT/a", "W3SVC/AppPools"),
    aliases: fc.subarray(["svc@farm"]),
    formerNames: fc.subarray(["old"]),
    rewriteUnused: fc.boolean(),
    passwordless: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
  })
  .map(({ under, passwordless, ...rest }): DesiredAccount => ({
    userName: "svc",
    under: parseLocation(under),
    ...rest,
    passwordless,
    password: passwordless ? undefined : new Secret("new"),
  }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iis-identity-account-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The test's own view of inheritance: the nearest value that is set here, or above and stored with INHERIT. */
function counts(
  keys: readonly MemoryKey[],
  at: MemoryKey,
  kind: Kind,
  half: "userName" | "password",
): string | undefined {
  const own = at.own[kind]?.[half];
  if (own !== undefined) return own.value;
  for (let above = parentLocation(at.location); above !== undefined; above = parentLocation(above)) {
    const value = keys.find(({ location }) => location === above)?.own[kind]?.[half];
    if (value?.inheritable === true) return value.value;
  }
  return undefined;
}

function isOurs(name: string | undefined, { aliases, formerNames }: DesiredAccount): boolean {
  const bare = (name ?? "").toLowerCase().replace(/^\.\\/, "");
  return ["svc", ...aliases, ...formerNames].includes(bare);
}

/** The test's own way to lay changes over keys. */
function changed(keys: readonly MemoryKey[], changes: readonly Change[]): readonly MemoryKey[] {
  return keys.map((key) => {
    const mine = changes.filter(({ location }) => location === key.location);
    return mine.reduce((current, { kind, userName, password }): MemoryKey => {
      const pair = { ...current.own[kind] };
      if (userName !== undefined && "set" in userName) {
        pair.userName = { inheritable: true, ...pair.userName, value: userName.set };
      }
      if (password !== undefined) {
        if ("set" in password)
          pair.password = { inheritable: true, ...pair.password, value: password.set.reveal() };
        else delete pair.password;
      }
      return { ...current, own: { ...current.own, [kind]: pair } };
    }, key);
  });
}

async function repair(store: Store, desired: DesiredAccount): Promise<readonly Change[] | undefined> {
  const snapshot = await store.observe({ locations: [desired.under] });
  try {
    const changes = planAccount(snapshot, desired, []).drifted.map(({ change }) => change);
    for (const result of changes.length === 0 ? [] : await store.apply(changes)) {
      expect(result.outcome).toBe("written");
    }
    return changes;
  } catch (error) {
    if (isIdentityError(error)) return undefined;
    throw error;
  }
}

test("whatever is declared: only values of the account change, once, and then nothing is left to do", async () => {
  const seen = { changed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(metabases, desires, async (keys, desired) => {
      const path = join(folder, "MetaBase.xml");
      const before = metabaseFile(keys);
      await writeFile(path, before);
      const changes = await repair(new FileStore({ path }), desired);
      const after = await readFile(path, "utf8");
      if (changes === undefined) {
        seen.refused += 1;
        expect(after).toBe(before);
        return;
      }
      seen.changed += changes.length;

      // The bytes: as if the targeted values alone had been replaced in the list of keys.
      const now = changed(keys, changes);
      expect(after).toBe(metabaseFile(now));
      for (const { location, kind } of changes) {
        const key = keys.find((one) => one.location === location)!;
        const { userName, password } = key.own[kind] ?? {};
        expect(userName !== undefined || password !== undefined).toBe(true);
        expect(isOurs(counts(keys, key, kind, "userName"), desired)).toBe(true);
        expect(desired.kinds).toContain(kind);
        expect(`${location}/`.startsWith(`${desired.under}/`)).toBe(true);
        // What counts there afterwards is what is declared.
        const repaired = now.find((one) => one.location === location)!;
        const password2 = counts(now, repaired, kind, "password") ?? "";
        expect(password2).toBe(desired.passwordless === true ? "" : "new");
      }

      // Another process: nothing to do, and not a byte for it.
      expect(await repair(new FileStore({ path }), desired)).toEqual([]);
      expect(await readFile(path, "utf8")).toBe(after);
    }),
    { numRuns: 300 },
  );
  expect(seen.changed).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(0);
});
