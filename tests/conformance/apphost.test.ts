import { isIdentityError, kinds, Secret, type Snapshot } from "../../provider/src/domain";
import { planCredential, type Desired, type Plan } from "../../provider/src/drift";
import { fileStoreOf, removeFolders } from "../support/apphost-conformance";
import { account, chains, isPossible, levelsText, rewritten, saidOf } from "../support/drift-levels";
import { nameRows, pairRows, passwordlessRows, told, type DriftRow } from "../support/drift-table";
import { awkwardTexts } from "../support/store-conformance";

afterAll(removeFolders);

function verdict(snapshot: Snapshot, desired: Desired): Plan | string {
  try {
    return planCredential(snapshot, desired, []);
  } catch (error) {
    if (isIdentityError(error)) return `${error.code} ${error.location ?? ""}`;
    throw error;
  }
}

const spoken = (plan: Plan | string): string => (typeof plan === "string" ? plan : told(plan));

const tables = [
  ["with a password", pairRows, { password: new Secret("new"), previousPassword: new Secret("old") }],
  ["passwordless", passwordlessRows, { passwordless: true }],
  ["by name", nameRows, {}],
] as const;

const layouts = [
  ["LF, UTF-8", (text: string) => text, "utf8"],
  [
    "CRLF, UTF-16",
    (text: string) => `\ufeff${text.replaceAll("\n", "\r\n").replace("UTF-8", "UTF-16")}`,
    "utf16le",
  ],
] as const;

describe.each(layouts)("an applicationHost.config as a file: %s", (_, layout, encoding) => {
  /** Plans and applies twice: what drifted is in step afterwards, and the second time not a byte is written. */
  async function converges(text: string, desired: Desired, says: string): Promise<void> {
    const { store, fingerprint } = fileStoreOf(layout(text), encoding);
    const before = await fingerprint();
    const planned = verdict(await store.observe({ locations: [] }), desired);
    expect(spoken(planned)).toBe(says);
    expect(await fingerprint()).toEqual(before);
    if (typeof planned === "string" || planned.state === "in-sync") return;
    const [result] = await store.apply([planned.change]);
    if (result?.outcome === "failed") {
      // Plain text never takes the place of an encrypted value, whoever it belongs to.
      expect(result.error.code).toBe("E_SEALS_OTHERS");
      expect(await fingerprint()).toEqual(before);
      return;
    }
    expect(result).toEqual({ outcome: "written" });
    const after = await fingerprint();
    expect(await store.apply([planned.change])).toEqual([{ outcome: "unchanged" }]);
    expect(spoken(verdict(await store.observe({ locations: [] }), desired))).toBe("in sync");
    expect(await fingerprint()).toEqual(after);
    await store.close();
  }

  describe.each(kinds)("%s", (kind) => {
    const [own, ...above] = chains[kind];
    const desired = { kind, location: own.location, userName: account };

    describe.each(tables)("%s", (__, rows: readonly DriftRow[], declared) => {
      const cases = above.flatMap(({ place, element }, index) =>
        rows.filter(isPossible).map((row) => ({ row, title: row.title, place, element, index: index + 1 })),
      );
      test.each(cases)("$title; above at $place $element", async ({ row, index }) => {
        const text = levelsText(kind, { 0: rewritten(row.own), [index]: rewritten(row.above) });
        await converges(text, { ...desired, ...declared }, saidOf(kind, row, index));
      });
    });

    test.each(awkwardTexts.map((text) => [JSON.stringify(text), text]))(
      "a text comes back exactly: %s",
      async (__, text) => {
        const { store } = fileStoreOf(layout(levelsText(kind, {})), encoding);
        const [userName, password] = [text.replaceAll("\\", ""), new Secret(text)];
        const planned = verdict(await store.observe({ locations: [] }), { ...desired, userName, password });
        if (typeof planned === "string" || planned.state === "in-sync") throw new Error("nothing to write");
        expect(await store.apply([planned.change])).toEqual([{ outcome: "written" }]);
        const found = (await store.observe({ locations: [], reveal: true })).key(own.location)?.own[kind];
        const stored = found?.password?.value;
        expect([
          found?.userName?.value,
          stored?.state === "comparable" ? stored.text?.reveal() : undefined,
        ]).toEqual([userName, text]);
      },
    );
  });
});
