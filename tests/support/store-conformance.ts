import {
  emptyPair,
  kinds,
  parseLocation,
  Secret,
  type Change,
  type IdentityError,
  type Kind,
  type Snapshot,
} from "../../provider/src/domain";
import { planCredential, type Desired } from "../../provider/src/drift";
import type { ChangeResult, Store } from "../../provider/src/stores";
import type { MemoryKey } from "./memory-store";
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

/** One credential that is declared, in a metabase that holds other cases, too. */
export interface Case {
  readonly title: string;
  readonly desired: Desired;
  readonly keys: Readonly<Record<string, KeyText>>;
  /** What becomes of it: the code of a refusal, or what the plan says. */
  readonly expected: string;
  /** Whether a store may refuse to write beside a sealed password. */
  readonly seals: boolean;
}

/** How a format of configuration has the cases: where they are, and what counts there where nobody sets anything. */
export interface Format {
  readonly account: string;
  caseOf(kind: Kind, row: DriftRow, index: number, declared: Omit<Desired, "kind" | "location">): Case;
  /** Rows that this format can hold. */
  isPossible(row: DriftRow): boolean;
  /** Cases that can't be in one document are in several. */
  apart(kind: Kind, all: readonly Case[]): readonly (readonly Case[])[];
  /** Where a site's anonymous user is. */
  site(id: number): string;
  readonly server: Readonly<Record<string, KeyText>>;
  /** A key as it is spelled there, and as it is told. */
  readonly odd: string;
}

/**
 * What every store must do, whatever it is made of. Each case runs twice: the second time finds nothing to do. Where a
 * process is started for each look, all cases of a kind are one metabase, read and written together.
 */
export function storeConformance(
  name: string,
  open: OpenStore,
  cases: "one by one" | "together" = "one by one",
  format: Format = ofMetabase,
): void {
  const { site } = format;
  const threeSites: Readonly<Record<string, KeyText>> = {
    ...format.server,
    [site(1)]: { type: "IIsWebServer", anonymous: ["a", "1"] },
    [site(2)]: { type: "IIsWebServer", anonymous: ["b", "2"] },
    [site(3)]: { type: "IIsWebServer", anonymous: ["c", "3"], ambiguous: "It stands twice." },
  };
  const grouped = (kind: Kind, all: readonly Case[]): readonly (readonly [string, readonly Case[]])[] =>
    cases === "together"
      ? format.apart(kind, all).map((group) => [`${String(group.length)} cases in one metabase`, group])
      : all.map((each) => [each.title, [each]]);

  describe(`the ${name} store`, () => {
    describe.each(kinds)("%s", (kind) => {
      describe.each([
        ["with a password", pairRows, { password: new Secret("new"), previousPassword: new Secret("old") }],
        ["passwordless", passwordlessRows, { passwordless: true }],
        ["by name", nameRows, {}],
      ] as const)("%s", (_, rows, more) => {
        const all = rows
          .filter((row) => format.isPossible(row))
          .map((row, index) => format.caseOf(kind, row, index, { userName: format.account, ...more }));
        test.each(grouped(kind, all))("%s", async (__, group) => {
          await converges(await open(metabaseOf(group)), group);
        });
      });

      describe("texts come back exactly", () => {
        const all = awkwardTexts.map((text, index) => {
          const declared = { userName: text.replaceAll("\\", ""), password: new Secret(text) };
          return format.caseOf(kind, { title: JSON.stringify(text), says: "P=…" }, index, declared);
        });
        test.each(grouped(kind, all))("%s", async (_, group) => {
          const under = await open(metabaseOf(group));
          await converges(under, group);
          const read = await under.store.observe({ locations: [], reveal: true });
          const found = group.map(({ desired }) => {
            const own = read.key(desired.location)?.own[kind];
            const password = own?.password?.value;
            const text = password?.state === "comparable" ? password.text?.reveal() : undefined;
            return [own?.userName, text];
          });
          expect(found).toEqual(
            group.map(({ desired: { userName, password } }) => [
              { value: userName, inheritable: true },
              password?.reveal(),
            ]),
          );
        });
      });
    });

    test("a password's text is out of reach unless somebody asks for it", async () => {
      const { store } = await open(memoryKeys(threeSites));
      const snapshot = await store.observe({ locations: [] });
      const password = snapshot.key(parseLocation(site(1)))?.own.anonymous?.password?.value;
      expect(password).toMatchObject({ state: "comparable" });
      expect(password).not.toHaveProperty("text");
    });

    test("locations compare ignoring case and are told as the metabase spells them", async () => {
      const { store } = await open(memoryKeys({ [format.odd]: {} }));
      const snapshot = await store.observe({ locations: [] });
      expect(snapshot.key(parseLocation("w3svc/1/ROOT/GROßER ORDNER.ALT"))?.location).toBe(
        `/LM/${format.odd}`,
      );
      expect(snapshot.key(parseLocation("w3svc/1/ROOT/other"))).toBeUndefined();
    });

    test("one failing change keeps no other from being written", async () => {
      const under = await open(memoryKeys(threeSites));
      const good = await change(under, site(1), ["a", "new"]);
      const stale = await change(under, site(2), ["b", "new"], site(1));
      const unknown = await change(under, site(9), ["a", "new"]);
      const ambiguous = await change(under, site(3), ["c", "new"]);
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
        change(under, site(1), ["a", "1"]),
        change(under, site(1), ["a", "1"], site(2)),
      ]);
      const left = ({ userName: _, ...rest }: Change): Change => rest;
      expect(outcomes(await under.store.apply([left(there)]))).toEqual(["unchanged"]);
      expect(outcomes(await under.store.apply([left(elsewhere)]))).toEqual(["E_CHANGED_MEANWHILE"]);
    });

    test("of two changes of one credential equal ones are one, different ones are refused", async () => {
      const under = await open(memoryKeys(threeSites));
      const first = await change(under, site(1), ["a", "new"]);
      const other = await change(under, site(1).toLowerCase(), ["a", "other"]);
      expect(outcomes(await under.store.apply([first, first, other]))).toEqual([
        "written",
        "unchanged",
        "E_CONFLICT",
      ]);
    });

    test("an own pair is removed whole, and nothing is left of it", async () => {
      const under = await open(memoryKeys(threeSites));
      const removal: Change = {
        ...(await change(under, site(1), ["a", "1"])),
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
          site(index + 1),
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

const ofMetabase: Format = {
  account: "IUSR",
  caseOf,
  isPossible: () => true,
  apart: (_, all) => [all],
  site: (id) => `W3SVC/${String(id)}`,
  server: { W3SVC: { type: "IIsWebService" } },
  odd: "W3SVC/1/Root/Großer Ordner.alt",
};

function caseOf(
  kind: Kind,
  row: DriftRow,
  index: number,
  declared: Omit<Desired, "kind" | "location">,
): Case {
  const place = { ...places[kind], above: `W3SVC/${String(index)}`, at: `W3SVC/${String(index)}/at` };
  const texts = [row.above, row.own].flat();
  return {
    title: row.title,
    desired: { kind, location: parseLocation(place.at), ...declared },
    keys: keysOf(kind, row, place),
    expected: /^(?:in sync|E_\w+)/.exec(row.says)?.[0] ?? "drifted",
    seals: texts.some((text) => typeof text === "string" && text.startsWith("49634462")),
  };
}

function metabaseOf(group: readonly Case[]): readonly MemoryKey[] {
  return memoryKeys(Object.assign({}, ...group.map(({ keys }) => keys)) as Record<string, KeyText>);
}

type Verdict = readonly [title: string, verdict: string, change?: Change];

function verdicts(snapshot: Snapshot, group: readonly Case[]): readonly Verdict[] {
  return group.map(({ title, desired }) => {
    try {
      const plan = planCredential(snapshot, desired, []);
      return plan.state === "in-sync" ? [title, "in sync"] : [title, "drifted", plan.change];
    } catch (error) {
      return [title, (error as IdentityError).code];
    }
  });
}

const spoken = (all: readonly Verdict[]): readonly (readonly string[])[] =>
  all.map(([title, verdict]) => [title, verdict]);

/**
 * Plans and applies twice. What is in step, refused by the plan or refused by the store is left untouched; what drifted is
 * in sync afterwards, and the second time not a byte is written.
 */
async function converges({ store, fingerprint }: StoreUnderTest, group: readonly Case[]): Promise<void> {
  const locations = group.map(({ desired }) => desired.location);
  const before = await fingerprint();
  const planned = verdicts(await store.observe({ locations }), group);
  expect(spoken(planned)).toEqual(group.map(({ title, expected }) => [title, expected]));
  const changes = planned.flatMap(([, , change]) => (change === undefined ? [] : [change]));
  const refusals = (await Promise.all(changes.map((change) => store.refusal([change])))).map(
    (each) => each?.code,
  );
  expect((await store.refusal(changes))?.code).toBe(refusals.find((code) => code !== undefined));
  expect(refusals.filter((code) => code !== undefined && code !== "E_SEALS_OTHERS")).toEqual([]);
  if (!group.some(({ seals }) => seals)) expect(refusals).toEqual(changes.map(() => undefined));
  expect(await fingerprint()).toEqual(before);

  if (changes.length > 0) {
    expect(outcomes(await store.apply(changes))).toEqual(refusals.map((code) => code ?? "written"));
  }
  const after = await fingerprint();
  if (refusals.includes(undefined)) expect(after).not.toEqual(before);
  else expect(after).toEqual(before);
  if (changes.length > 0) {
    expect(outcomes(await store.apply(changes))).toEqual(refusals.map((code) => code ?? "unchanged"));
  }
  const settled = planned.map(([title, verdict, change]) => {
    const written = change !== undefined && refusals[changes.indexOf(change)] === undefined;
    return [title, written ? "in sync" : verdict];
  });
  expect(spoken(verdicts(await store.observe({ locations }), group))).toEqual(settled);
  expect(await fingerprint()).toEqual(after);
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
