import { isIdentityError, kinds, parseLocation, Secret, type Kind } from "../../provider/src/domain";
import { planCredential, type Desired } from "../../provider/src/drift";
import { snapshotOf } from "../support/keys";
import {
  account,
  appHostOf,
  chains,
  isPossible,
  levelsText,
  rewritten,
  saidOf,
} from "../support/drift-levels";
import { nameRows, pairRows, passwordlessRows, told } from "../support/drift-table";

function planned(text: string, desired: Desired): string {
  try {
    return told(planCredential(appHostOf(text), desired, []));
  } catch (error) {
    if (isIdentityError(error)) return `${error.code} ${error.location ?? ""}`;
    throw error;
  }
}

const tables = [
  ["a declared pair", pairRows, { password: new Secret("new"), previousPassword: new Secret("old") }],
  ["passwordless", passwordlessRows, { passwordless: true }],
  ["a name alone", nameRows, {}],
] as const;

describe.each(kinds)("the drift table on an applicationHost.config, %s", (kind) => {
  const [own, ...above] = chains[kind];
  const desired = { kind, location: own.location, userName: account };

  describe.each(tables)("%s", (_, rows, declared) => {
    const cases = above.flatMap(({ place, element }, index) =>
      rows.filter(isPossible).map((row) => ({ row, title: row.title, place, element, index: index + 1 })),
    );
    test.each(cases)("$title; what is above is set at $place $element", ({ row, index }) => {
      const text = levelsText(kind, { 0: rewritten(row.own), [index]: rewritten(row.above) });
      expect(planned(text, { ...desired, ...declared })).toBe(saidOf(kind, row, index));
    });
  });
});

describe("what only this format knows", () => {
  const [own] = chains.anonymous;
  const pool = { kind: "anonymous", location: own.location, userName: "", passwordless: true } as const;
  const differs = (found: string): string =>
    `anonymousAuthentication userName: differs, found ${found} (declared the pool's identity)`;
  const sealedText = "[enc:AesProvider:jAAWTnTuJ9sGAT:enc]";

  test.each<[what: string, pairs: Parameters<typeof levelsText>[1], says: string]>([
    ["the pool's identity is set", { 0: [""] }, "in sync"],
    ["it is inherited", { 3: [""] }, "in sync from /LM/W3SVC"],
    ["it is set beneath a password", { 0: [""], 3: ["FARM\\x", "secret"] }, "in sync"],
    ["the schema's user counts", {}, `N= because ${differs('"IUSR"')}, inherited from IIS's schema`],
    ["a user is set", { 0: ["FARM\\x"] }, `N= because ${differs('"FARM\\x"')}`],
    [
      "a user is set with a password",
      { 0: ["FARM\\x", sealedText] },
      `N= -P because ${differs('"FARM\\x"')}; anonymousAuthentication password: stored where none is allowed`,
    ],
    [
      "a password is left under it",
      { 0: ["", sealedText] },
      "-P because anonymousAuthentication password: stored where none is allowed",
    ],
    ["nothing is left under it but an empty value", { 0: ["", "[enc:AesProvider::enc]"] }, "in sync"],
  ])("the pool's identity is declared: %s", (_, pairs, says) => {
    expect(planned(levelsText("anonymous", pairs), pool)).toBe(says);
  });

  test("a user is declared where the pool's identity is set", () => {
    const desired = { ...pool, userName: account, passwordless: false, password: new Secret("new") };
    expect(planned(levelsText("anonymous", { 0: [""] }), desired)).toBe(
      `N=${account} P=new because anonymousAuthentication userName: differs, found the pool's identity (declared "${account}"); anonymousAuthentication password: absent`,
    );
  });

  test.each<[Kind, string]>([
    ["wam", sealedText],
    ["unc", "plain"],
  ])("a password under an empty user name is nobody's: %s", (kind, password) => {
    const [{ location, element }] = chains[kind];
    const text = levelsText(kind, { 0: ["", password] });
    const desired = { kind, location, userName: account };
    const name = `${element} userName: differs, found "" (declared "${account}")`;
    expect(planned(text, { ...desired, password: new Secret("plain") })).toBe(
      `N=${account} P=plain because ${name}; ${element} password: absent`,
    );
    expect(planned(text, { ...desired, passwordless: true })).toBe(
      `N=${account} -P because ${name}; ${element} password: stored where none is allowed`,
    );
  });

  test.each<[Kind, string, string]>([
    ["anonymous", "W3SVC/1", "E_KEY_TYPE /LM/W3SVC/1"],
    ["anonymous", "W3SVC/1/ROOT/app/*", "E_KEY_TYPE /LM/W3SVC/1/ROOT/app/*"],
    ["wam", "W3SVC", "E_KEY_TYPE /LM/W3SVC"],
    ["unc", "W3SVC/1/ROOT/app", "E_KEY_TYPE /LM/W3SVC/1/ROOT/app"],
    ["anonymous", "W3SVC/1/ROOT/none", "E_UNKNOWN_LOCATION /LM/W3SVC/1/ROOT/none"],
    ["anonymous", "W3SVC/2/ROOT", "E_UNKNOWN_LOCATION /LM/W3SVC/2/ROOT"],
  ])("what an element can't hold is refused: %s at %s", (kind, at, says) => {
    const desired = { kind, location: parseLocation(at), userName: account };
    expect(planned(levelsText(kind, {}), desired)).toBe(says);
  });

  test("the pool's identity is refused where it can't be declared", async () => {
    const [{ location }] = chains.unc;
    expect(planned(levelsText("unc", {}), { kind: "unc", location, userName: "", passwordless: true })).toBe(
      `E_KEY_TYPE ${location}`,
    );
    const metabase = await snapshotOf({ "W3SVC/1/ROOT/app/dir": { anonymous: ["IUSR"] } });
    expect(() => planCredential(metabase, pool, [])).toThrow("E_KEY_TYPE");
  });
});
