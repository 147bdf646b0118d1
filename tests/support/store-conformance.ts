import { emptyPair, kinds, parseLocation, Secret, type Change } from "../../provider/src/domain";
import { planCredential, type Desired } from "../../provider/src/drift";
import type { ChangeResult, MemoryKey, Store } from "../../provider/src/stores";
import { keysOf, nameRows, pairRows, passwordlessRows, places, type DriftRow } from "./drift-table";
import { memoryKeys, type KeyText } from "./keys";

/** A store under test, over a metabase made for one case. */
export interface StoreUnderTest {
  readonly store: Store;
  /** All that would change if anything was written: a file's bytes and times, its folder's entries. */
  fingerprint(): Promise<unknown>;
}

export type OpenStore = (keys: readonly MemoryKey[]) => Promise<StoreUnderTest>;

const everyPrintable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

/** Texts that a password or a name may be, and that tools have mangled. */
export const awkwardTexts: readonly string[] = [
  everyPrintable,
  ` leading and trailing `,
  `"'<&>&amp;&#65;]]>`,
  "tab\there",
  "line\r\nbreak\nand\rmore",
  "%PATH%^!",
  "äöüß Grüße \u00a0",
  "密码パスワード",
  "🔑 astral 𝒳",
  "e\u0301 and \u00e9",
  "\u0085\u2028\ufeff",
  "__proto__",
];

/** What every store must do, whatever it is made of. Each case runs twice: the second time finds nothing to do. */
export function storeConformance(name: string, open: OpenStore): void {
  describe(`the ${name} store`, () => {
    describe.each(kinds)("%s", (kind) => {
      const desired = { kind, location: parseLocation(places[kind].at), userName: "IUSR" };
      describe.each([
        ["with a password", pairRows, { password: new Secret("new"), previousPassword: new Secret("old") }],
        ["passwordless", passwordlessRows, { passwordless: true }],
        ["by name", nameRows, {}],
      ] as const)("%s", (_, rows, more) => {
        test.each(rows.filter(({ says }) => says.startsWith("E_")))("$title", async (row: DriftRow) => {
          const under = await open(memoryKeys(keysOf(kind, row)));
          const before = await under.fingerprint();
          const snapshot = await under.store.observe({ locations: [desired.location] });
          const [code] = row.says.split(" ");
          expect(() => planCredential(snapshot, { ...desired, ...more }, [])).toThrow(
            expect.objectContaining({ code }),
          );
          expect(await under.fingerprint()).toEqual(before);
        });

        test.each(rows.filter(({ says }) => !says.startsWith("E_")))("$title", async (row: DriftRow) => {
          const refused = await converges(await open(memoryKeys(keysOf(kind, row))), { ...desired, ...more });
          const seals = [row.above, row.own]
            .flat()
            .some((text) => typeof text === "string" && text.startsWith("49634462"));
          expect([undefined, ...(seals ? ["E_SEALS_OTHERS"] : [])]).toContain(refused);
        });
      });

      test.each(awkwardTexts)("%j comes back exactly", async (text) => {
        const keys = {
          [places[kind].above]: { type: places[kind].aboveType },
          [places[kind].at]: { type: places[kind].type },
        };
        const under = await open(memoryKeys(keys));
        const userName = text.replaceAll("\\", "");
        expect(await converges(under, { ...desired, userName, password: new Secret(text) })).toBeUndefined();
        const read = await under.store.observe({ locations: [], reveal: true });
        const own = read.key(desired.location)?.own[kind];
        expect(own?.userName).toEqual({ value: userName, inheritable: true });
        const password = own?.password?.value;
        expect(password?.state === "comparable" && password.text?.reveal()).toBe(text);
      });
    });

    test("a password's text is out of reach unless somebody asks for it", async () => {
      const { store } = await open(memoryKeys(threeSites));
      const snapshot = await store.observe({ locations: [] });
      const password = snapshot.key(parseLocation("W3SVC/1"))?.own.anonymous?.password?.value;
      expect(password).toMatchObject({ state: "comparable" });
      expect(password).not.toHaveProperty("text");
    });

    test("locations compare ignoring case and are told as the metabase spells them", async () => {
      const { store } = await open(memoryKeys({ "W3SVC/1/Root/Großer Ordner.alt": {} }));
      const snapshot = await store.observe({ locations: [] });
      expect(snapshot.key(parseLocation("w3svc/1/ROOT/GROßER ORDNER.ALT"))?.location).toBe(
        "/LM/W3SVC/1/Root/Großer Ordner.alt",
      );
      expect(snapshot.key(parseLocation("w3svc/1/ROOT/other"))).toBeUndefined();
    });

    test("one failing change keeps no other from being written", async () => {
      const under = await open(memoryKeys(threeSites));
      const good = await change(under, "W3SVC/1", ["a", "new"]);
      const stale = await change(under, "W3SVC/2", ["b", "new"], "W3SVC/1");
      const unknown = await change(under, "W3SVC/9", ["a", "new"]);
      const ambiguous = await change(under, "W3SVC/3", ["c", "new"]);
      expect(outcomes(await under.store.apply([good, stale, stale, unknown, ambiguous]))).toEqual([
        "written",
        "E_CHANGED_MEANWHILE",
        "E_CHANGED_MEANWHILE",
        "E_UNKNOWN_LOCATION",
        "E_AMBIGUOUS",
      ]);
      const after = await under.fingerprint();
      expect(outcomes(await under.store.apply([good]))).toEqual(["unchanged"]);
      expect(await under.fingerprint()).toEqual(after);
    });

    test("what is so already beside a half that somebody else changed is no success", async () => {
      const under = await open(memoryKeys(threeSites));
      const [there, elsewhere] = await Promise.all([
        change(under, "W3SVC/1", ["a", "1"]),
        change(under, "W3SVC/1", ["a", "1"], "W3SVC/2"),
      ]);
      const left = ({ userName: _, ...rest }: Change): Change => rest;
      expect(outcomes(await under.store.apply([left(there)]))).toEqual(["unchanged"]);
      expect(outcomes(await under.store.apply([left(elsewhere)]))).toEqual(["E_CHANGED_MEANWHILE"]);
    });

    test("of two changes of one credential equal ones are one, different ones are refused", async () => {
      const under = await open(memoryKeys(threeSites));
      const first = await change(under, "W3SVC/1", ["a", "new"]);
      const other = await change(under, "w3svc/1", ["a", "other"]);
      expect(outcomes(await under.store.apply([first, first, other]))).toEqual([
        "written",
        "unchanged",
        "E_CONFLICT",
      ]);
    });

    test("an own pair is removed whole, and nothing is left of it", async () => {
      const under = await open(memoryKeys(threeSites));
      const removal: Change = {
        ...(await change(under, "W3SVC/1", ["a", "1"])),
        userName: { remove: true },
        password: { remove: true },
      };
      expect(outcomes(await under.store.apply([removal]))).toEqual(["written"]);
      const { own } = (await under.store.observe({ locations: [] })).key(removal.location)!;
      expect(own.anonymous?.userName).toBeUndefined();
      expect(own.anonymous?.password).toBeUndefined();
      expect(outcomes(await under.store.apply([removal]))).toEqual(["unchanged"]);
    });

    test("many callers at once lose no change", async () => {
      const sites = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `W3SVC/${String(index)}`,
          { type: "IIsWebServer", anonymous: ["u", "old"] as const },
        ]),
      );
      const under = await open(memoryKeys(sites));
      const changes = await Promise.all(
        Object.keys(sites).map((path) => change(under, path, ["u", `new ${path}`])),
      );
      const results = await Promise.all(changes.map((one) => under.store.apply([one])));
      expect(new Set(results.flatMap(outcomes))).toEqual(new Set(["written"]));
      const snapshot = await under.store.observe({ locations: [] });
      for (const { location } of changes) {
        const password = snapshot.key(location)?.own.anonymous?.password?.value;
        const wanted = new Secret(`new ${location.slice("/LM/".length)}`);
        expect(password?.state === "comparable" && password.matches(wanted)).toBe(true);
      }
    });
  });
}

const threeSites: Readonly<Record<string, KeyText>> = {
  W3SVC: { type: "IIsWebService" },
  "W3SVC/1": { type: "IIsWebServer", anonymous: ["a", "1"] },
  "W3SVC/2": { type: "IIsWebServer", anonymous: ["b", "2"] },
  "W3SVC/3": { type: "IIsWebServer", anonymous: ["c", "3"], ambiguous: "It stands twice." },
};

/** Plans and applies twice. What the store refuses is left untouched; else afterwards all is in sync, and the second time not a byte is written. */
async function converges(
  { store, fingerprint }: StoreUnderTest,
  desired: Desired,
): Promise<string | undefined> {
  const before = await fingerprint();
  const plan = planCredential(await store.observe({ locations: [desired.location] }), desired, []);
  const refusal = plan.state === "drifted" ? await store.refusal(plan.change) : undefined;
  if (plan.state === "drifted" && refusal !== undefined) {
    expect(outcomes(await store.apply([plan.change]))).toEqual([refusal.code]);
    expect(await fingerprint()).toEqual(before);
    return refusal.code;
  }
  if (plan.state === "drifted") {
    expect(outcomes(await store.apply([plan.change]))).toEqual(["written"]);
    expect(outcomes(await store.apply([plan.change]))).toEqual(["unchanged"]);
  }
  const after = await fingerprint();
  if (plan.state === "in-sync") expect(after).toEqual(before);
  else expect(after).not.toEqual(before);
  const again = planCredential(await store.observe({ locations: [desired.location] }), desired, []);
  expect(again.state).toBe("in-sync");
  expect(await fingerprint()).toEqual(after);
  return undefined;
}

function outcomes(results: readonly ChangeResult[]): readonly string[] {
  return results.map((result) => (result.outcome === "failed" ? result.error.code : result.outcome));
}

/** A change decided on what the store holds now at `path`, or, where `decidedOn` says so, at another key. */
async function change(
  { store }: StoreUnderTest,
  path: string,
  [userName, password]: readonly [string, string],
  decidedOn = path,
): Promise<Change> {
  const snapshot = await store.observe({ locations: [] });
  return {
    location: parseLocation(path),
    kind: "anonymous",
    expected: snapshot.key(parseLocation(decidedOn))?.own.anonymous ?? emptyPair,
    userName: { set: userName },
    password: { set: new Secret(password) },
  };
}
