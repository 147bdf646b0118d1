import { isIdentityError, kinds, parseLocation, Secret, type Kind } from "../../provider/src/domain";
import { planCredential, type Desired } from "../../provider/src/drift";
import { snapshotOf } from "../support/keys";
import { appHostOf, chains, levelsText } from "../support/drift-levels";
import {
  nameRows,
  pairRows,
  passwordlessRows,
  sealed,
  sealedEmpty,
  told,
  type DriftRow,
  type PairText,
} from "../support/drift-table";

const account = "FARM\\app";

/** The rows of a metabase in the words of the other format: another account than the schema's, and its own seals. */
const inThisFormat = (text: string): string =>
  text
    .replaceAll("IUSR", account)
    .replaceAll("iusr", account.toLowerCase())
    .replaceAll(sealedEmpty, "[enc:AesProvider::enc]")
    .replaceAll(sealed, "[enc:AesProvider:jAAWTnTuJ9sGAT:enc]");

function rewritten(pair: PairText | undefined): PairText | undefined {
  return pair?.map((half) => (typeof half === "string" ? inThisFormat(half) : half)) as PairText | undefined;
}

/** No value of a file is unreadable: it is plain, or sealed. */
const isPossible = ({ own = [], above = [] }: DriftRow): boolean =>
  [...own, ...above].every((half) => half === undefined || typeof half === "string");

function planned(text: string, desired: Desired): string {
  try {
    return told(planCredential(appHostOf(text), desired, []));
  } catch (error) {
    if (isIdentityError(error)) return `${error.code} ${error.location ?? ""}`;
    throw error;
  }
}

/** What a row says of a metabase, said of a level of a chain; what nobody sets comes from the schema, or is nobody's. */
function saidOf(kind: Kind, row: DriftRow, aboveIndex: number): string {
  const [own] = chains[kind];
  const above = chains[kind][aboveIndex] ?? own;
  // Under the schema's name a password is a credential, and one that is sealed can't be compared, empty or not.
  const isOfSchema = kind === "anonymous" && row.own?.[0] === undefined && row.own?.[1] === sealedEmpty;
  const says = isOfSchema ? "E_NOT_COMPARABLE AT" : row.says;
  const isNameless = row.own?.[0] === undefined && row.above?.[0] === undefined;
  const name =
    kind === "anonymous"
      ? `NAME: differs, found "IUSR" (declared "${account}"), inherited from IIS's schema`
      : "NAME: absent";
  const nobodys = kind === "anonymous" || !isNameless ? says : says.replace(/PASS: \w+/, "PASS: absent");
  return inThisFormat(nobodys)
    .replace("NAME: absent", name)
    .replace(/in sync from ABOVE/, `in sync from ${above.location}`)
    .replace(/\bABOVE\b/g, above.place)
    .replace(/\bAT\b/g, own.location)
    .replace(/\bNAME\b/g, `${own.element} userName`)
    .replace(/\bPASS\b/g, `${own.element} password`);
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
