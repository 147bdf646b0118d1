import {
  isIdentityError,
  kinds,
  parseLocation,
  propertyTable,
  Secret,
  type Change,
} from "../../provider/src/domain";
import {
  describeAccountDifference,
  describeTargets,
  planAccount,
  viewWith,
  type DesiredAccount,
} from "../../provider/src/drift";
import { keysOf, pairRows, places, sealed, sealedEmpty } from "../support/drift-table";
import { snapshotOf, type KeyText } from "../support/keys";

type Keys = Readonly<Record<string, KeyText>>;
type Declared = Partial<Omit<DesiredAccount, "password" | "previousPassword" | "under">> & {
  readonly password?: string | undefined;
  readonly previous?: string;
  readonly under?: string;
  readonly machine?: string;
  readonly pending?: readonly Change[];
};

interface Told {
  readonly copies: readonly string[];
  /** By location without `/LM/`: what is written there; N is the name, P the password, -P its removal. */
  readonly writes: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly strangers: readonly string[];
}

function written({ userName, password }: Change): string {
  return [
    ...(userName === undefined ? [] : ["set" in userName ? `N=${userName.set}` : "-N"]),
    ...(password === undefined ? [] : ["set" in password ? `P=${password.set.reveal()}` : "-P"]),
  ].join(" ");
}

const short = (location: string): string => location.replace("/LM/", "");

/** Declared, where a test says nothing else: `svc` with the password `new`, everywhere. */
async function planned(keys: Keys, declared: Declared = {}): Promise<Told> {
  const { password = "new", previous, under = "/LM", machine, pending = [], ...rest } = declared;
  const snapshot = await snapshotOf(keys, machine);
  const plan = planAccount(
    snapshot,
    {
      userName: "svc",
      kinds,
      aliases: [],
      formerNames: [],
      rewriteUnused: false,
      ...rest,
      under: parseLocation(under),
      password: rest.passwordless === true ? undefined : new Secret(password),
      previousPassword: previous === undefined ? undefined : new Secret(previous),
    },
    pending,
  );
  return {
    copies: describeTargets(plan.targets).map(short),
    writes: Object.fromEntries(
      plan.drifted.map(({ target, change }) => [short(target.key.location), written(change)]),
    ),
    lines: plan.drifted.map((difference) => short(describeAccountDifference(difference))),
    notes: plan.notes.map(short),
    strangers: plan.effects.othersHalves.map(
      ({ location, account, property }) => `${short(location)} ${account} ${property}`,
    ),
  };
}

async function codeOf(keys: Keys, declared: Declared = {}): Promise<{ code: string; message: string }> {
  try {
    await planned(keys, declared);
  } catch (error) {
    if (isIdentityError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

const service = (anonymous?: KeyText["anonymous"]): KeyText => ({
  type: "IIsWebService",
  ...(anonymous === undefined ? {} : { anonymous }),
});

describe("which keys are copies", () => {
  const above = service(["svc", "new"]);
  test.each<[string, Keys, readonly string[]]>([
    ["own name and password", { R: { anonymous: ["svc", "x"] } }, ["R anonymous"]],
    ["an own name alone", { R: { anonymous: ["svc"] } }, ["R anonymous"]],
    [
      "an own password under the account's inherited name",
      { R: service(["svc", "x"]), "R/a": { anonymous: [undefined, "y"] } },
      ["R anonymous", "R/a anonymous"],
    ],
    ["not a key that merely inherits", { R: above, "R/a": {}, "R/a/b": {} }, ["R anonymous"]],
    ["not another account", { R: { anonymous: ["other", "new"] } }, []],
    [
      "not another account's own password under its inherited name",
      { R: service(["other", "x"]), "R/a": { anonymous: [undefined, "new"] } },
      [],
    ],
    [
      "not another own name over the account's inherited password",
      { R: above, "R/a": { anonymous: ["other"] } },
      ["R anonymous"],
    ],
    ["not an empty password under no name", { R: { unc: [undefined, ""] } }, []],
    ["not a sealed empty password under no name", { R: { unc: [undefined, sealedEmpty] } }, []],
    ["not an empty password under an empty name", { R: { unc: ["", ""] } }, []],
    [
      "not a password under a name that is stored without INHERIT",
      { R: service([{ local: "svc" }, { local: "new" }]), "R/a": { anonymous: [undefined, "y"] } },
      ["R anonymous"],
    ],
    [
      "ancestors come first, whatever the order in the file",
      {
        "R/b/c": { anonymous: ["svc", "x"] },
        "R/b": { anonymous: ["svc", "x"] },
        R: { anonymous: ["svc", "x"] },
      },
      ["R anonymous", "R/b anonymous", "R/b/c anonymous"],
    ],
    [
      "each kind by its own properties",
      {
        W3SVC: { type: "IIsWebService", anonymous: ["svc", "x"], wam: ["svc", "x"] },
        "W3SVC/1/ROOT/u": { unc: ["svc", "x"] },
      },
      ["W3SVC anonymous", "W3SVC wam", "W3SVC/1/ROOT/u unc"],
    ],
    [
      "templates apart, after the sites",
      {
        "W3SVC/Info/Templates/Secure/ROOT": { anonymous: ["svc", "new"] },
        "W3SVC/Z/ROOT": { anonymous: ["svc", "new"] },
      },
      ["W3SVC/Z/ROOT anonymous", "W3SVC/Info/Templates/Secure/ROOT anonymous template"],
    ],
  ])("%s", async (_, keys, copies) => {
    expect((await planned(keys)).copies).toEqual(copies);
  });

  test("each property is inherited by itself: name and password may come from different keys", async () => {
    const keys: Keys = {
      R: service(["svc", "x"]),
      "R/a": { anonymous: [undefined, "y"] },
      "R/a/b": { anonymous: ["other"] },
      "R/a/b/c": { anonymous: [undefined, "z"] },
    };
    const { copies, writes, strangers } = await planned(keys);
    expect(copies).toEqual(["R anonymous", "R/a anonymous"]);
    expect(writes).toEqual({ R: "P=new", "R/a": "P=new" });
    expect(strangers).toEqual(["R/a/b other AnonymousUserPass"]);
  });
});

describe("spellings of one account", () => {
  const spelled = (userName: string) => ({ R: { anonymous: [userName, "new"] as const } });
  test.each<[string, string, Declared, readonly string[]]>([
    ["the same", "svc", {}, ["R anonymous"]],
    ["another case", "SVC", {}, ["R anonymous"]],
    ["a local form", ".\\svc", {}, ["R anonymous"]],
    ["the machine's form, machine known", "web01\\svc", { machine: "WEB01" }, ["R anonymous"]],
    ["the machine's form, machine not known", "WEB01\\svc", {}, []],
    ["another machine's form", "WEB02\\svc", { machine: "WEB01" }, []],
    ["a domain's account of the same name", "FARM\\svc", {}, []],
    ["a principal of the same name", "svc@farm.example", {}, []],
    [
      "a principal that an alias names, marked",
      "svc@farm.example",
      { aliases: ["SVC@farm.example"] },
      ['R anonymous as "svc@farm.example"'],
    ],
    ["declared in the local form, stored bare", "svc", { userName: ".\\SVC" }, ["R anonymous"]],
    [
      "declared with the machine, stored bare",
      "svc",
      { userName: "WEB01\\svc", machine: "web01" },
      ["R anonymous"],
    ],
    ["a built-in account", "IUSR", { userName: "NT AUTHORITY\\IUSR" }, ["R anonymous"]],
    ["a local account that looks like a built-in one", ".\\IUSR", { userName: "IUSR" }, []],
    ["the same with the machine", "WEB01\\IUSR", { userName: "IUSR", machine: "WEB01" }, []],
    [
      "Network Service in another case",
      "Network Service",
      { userName: "nt authority\\network service" },
      ["R anonymous"],
    ],
  ])("%s", async (_, stored, declared, copies) => {
    expect((await planned(spelled(stored), declared)).copies).toEqual(copies);
  });

  test("a copy in another spelling or under an alias keeps its name and gets the password", async () => {
    const keys: Keys = {
      A: { anonymous: [".\\SVC", "x"] },
      B: { anonymous: ["svc@farm.example", "x"] },
    };
    const { writes, lines } = await planned(keys, { aliases: ["svc@farm.example"] });
    expect(writes).toEqual({ A: "P=new", B: "P=new" });
    expect(lines).toEqual([
      "A AnonymousUserPass: differs, foreign",
      'B AnonymousUserPass: differs, foreign (found as "svc@farm.example")',
    ]);
  });
});

describe("former names", () => {
  const formerNames = ["old-svc"];
  test.each<[string, Keys, Readonly<Record<string, string>>]>([
    ["name and password together", { R: { anonymous: ["old-svc", "x"] } }, { R: "N=svc P=new" }],
    [
      "the password, too, where it is right",
      { R: { anonymous: [".\\OLD-SVC", "new"] } },
      { R: "N=svc P=new" },
    ],
    ["a name without a password of its own", { R: { anonymous: ["old-svc"] } }, { R: "N=svc P=new" }],
    [
      "a name over a sealed password that is inherited",
      { R: service(["other", sealed]), "R/a": { anonymous: ["old-svc"] } },
      { "R/a": "N=svc P=new" },
    ],
    [
      "a password under the former name gets no name of its own",
      { R: service(["old-svc", "x"]), "R/a": { anonymous: [undefined, "y"] } },
      { R: "N=svc P=new", "R/a": "P=new" },
    ],
    [
      "each copy, and none that has the name already",
      { A: { anonymous: ["svc", "new"] }, B: { anonymous: ["old-svc", "new"] } },
      { B: "N=svc P=new" },
    ],
  ])("%s", async (_, keys, writes) => {
    const told = await planned(keys, { formerNames });
    expect(told.writes).toEqual(writes);
    expect(told.notes).toEqual([]);
  });

  test("each rewritten name is a line of its own", async () => {
    const keys: Keys = {
      A: { anonymous: ["old-svc", "old"] },
      B: { wam: ["OLD-svc", "x"], type: "IIsWebService" },
    };
    expect((await planned(keys, { formerNames, previous: "old" })).lines).toEqual([
      'A AnonymousUserName: differs, found "old-svc" (declared "svc"); AnonymousUserPass: differs, previous',
      'B WAMUserName: differs, found "OLD-svc" (declared "svc"); WAMUserPass: differs, foreign',
    ]);
  });

  test("a former name that lies out of `under` is named and stays", async () => {
    const keys: Keys = { R: service(["old-svc", "x"]), "R/a": { anonymous: [undefined, "y"] } };
    expect(await planned(keys, { formerNames, under: "R/a" })).toMatchObject({
      writes: {},
      notes: [
        'R/a inherits the former name "old-svc" from /LM/R, which is not managed here: its password was left as it is',
      ],
    });
  });

  test("one that no key holds any more can be removed", async () => {
    const keys: Keys = { R: { anonymous: ["svc", "new"] }, S: { anonymous: ["second", "new"] } };
    const told = await planned(keys, { formerNames: ["old-svc", "second"] });
    expect(told.notes).toEqual(['former name "old-svc" is held by no key any more and can be removed']);
  });

  test("one that a pool holds, stored and not used, can't be removed yet", async () => {
    const keys: Keys = {
      R: { anonymous: ["svc", "new"] },
      "W3SVC/AppPools/P": { type: "IIsApplicationPool", wam: ["old-svc", "x"] },
    };
    const told = await planned(keys, { formerNames });
    expect(told.notes).toEqual(["W3SVC/AppPools/P stored, not used: the pool runs as another identity"]);
  });

  test("the name that was declared before is rewritten and never called removable", async () => {
    const held = { A: { anonymous: ["before", "new"] as const }, B: { anonymous: ["svc", "new"] as const } };
    const told = await planned(held, { recordedName: "before" });
    expect(told).toMatchObject({ writes: { A: "N=svc P=new" }, notes: [] });
    const spelled = await planned({ B: held.B }, { recordedName: ".\\SVC" });
    expect(spelled).toMatchObject({ writes: {}, notes: [] });
    const kept = await planned(held, { recordedName: "before", aliases: ["BEFORE"] });
    expect(kept.writes).toEqual({});
  });
});

describe("what is written", () => {
  test.each<[string, Keys, Declared, Readonly<Record<string, string>>]>([
    ["nothing where all is right", { R: { anonymous: ["svc", "new"] } }, {}, {}],
    ["the password alone", { R: { anonymous: ["svc", "x"] } }, {}, { R: "P=new" }],
    ["over an empty password", { R: { anonymous: ["svc", ""] } }, {}, { R: "P=new" }],
    ["over no password at all", { R: { anonymous: ["svc"] } }, {}, { R: "P=new" }],
    [
      "no override where a repaired ancestor gives the missing half",
      { R: service(["svc", "x"]), "R/a": { anonymous: ["svc"] }, "R/a/b": { anonymous: [".\\svc"] } },
      {},
      { R: "P=new" },
    ],
    [
      "an override where another account's password would be inherited",
      { R: service(["other", "o"]), "R/a": { anonymous: ["svc"] } },
      {},
      { "R/a": "P=new" },
    ],
    [
      "no override where another account happens to have the declared password",
      { R: service(["other", "new"]), "R/a": { anonymous: ["svc"] } },
      {},
      {},
    ],
    [
      "an override where the repaired ancestor stores without INHERIT",
      { R: service(["svc", { local: "x" }]), "R/a": { anonymous: ["svc"] } },
      {},
      { R: "P=new", "R/a": "P=new" },
    ],
    [
      "a copy that is stored without INHERIT like any other",
      { R: service([{ local: "svc" }, { local: "x" }]) },
      {},
      { R: "P=new" },
    ],
    [
      "only beneath `under`",
      { "W3SVC/1": { anonymous: ["svc", "x"] }, "W3SVC/10": { anonymous: ["svc", "x"] } },
      { under: "w3svc/1" },
      { "W3SVC/1": "P=new" },
    ],
    [
      "only the kinds that are declared",
      { W3SVC: { type: "IIsWebService", anonymous: ["svc", "x"], wam: ["svc", "y"] } },
      { kinds: ["wam"] },
      { W3SVC: "P=new" },
    ],
    [
      "passwordless: own passwords go, empty ones stay",
      { A: { anonymous: ["IUSR", "x"] }, B: { anonymous: ["IUSR", ""] }, C: { anonymous: ["IUSR", sealed] } },
      { userName: "IUSR", passwordless: true },
      { A: "-P", C: "-P" },
    ],
    [
      "passwordless: an inherited one that goes with its key is no obstacle",
      { R: service(["IUSR", "x"]), "R/a": { anonymous: ["IUSR"] }, "R/b": { anonymous: [undefined, "y"] } },
      { userName: "IUSR", passwordless: true },
      { R: "-P", "R/b": "-P" },
    ],
    [
      "passwordless, renamed: name written, password gone",
      { R: { anonymous: ["old", "x"] }, S: { anonymous: ["old"] } },
      { userName: "IUSR", passwordless: true, formerNames: ["old"] },
      { R: "N=IUSR -P", S: "N=IUSR" },
    ],
  ])("%s", async (_, keys, declared, writes) => {
    expect((await planned(keys, declared)).writes).toEqual(writes);
  });

  test("half pairs are named as what they are", async () => {
    const keys: Keys = {
      R: service(["other", "o"]),
      "R/a": { anonymous: ["svc"] },
      "R/b": service(["svc", "new"]),
      "R/b/c": { anonymous: [undefined, "x"] },
    };
    expect((await planned(keys)).lines).toEqual([
      "R/a AnonymousUserPass: differs, foreign, inherited from /LM/R (AnonymousUserName without its own AnonymousUserPass)",
      "R/b/c AnonymousUserPass: differs, foreign (AnonymousUserPass without its own AnonymousUserName)",
    ]);
  });

  test("half pairs of other accounts that would change in effect are named", async () => {
    const keys: Keys = {
      R: service(["old-svc", "x"]),
      "R/a": { anonymous: ["other"] },
      "R/b": { anonymous: ["other", "own"] },
      "R/b/c": { anonymous: ["third"] },
      "R/d": { anonymous: ["svc", "x"] },
    };
    const told = await planned(keys, { formerNames: ["old-svc"] });
    expect(told.strangers).toEqual(["R/a other AnonymousUserPass"]);
    expect(told.writes).toEqual({ R: "N=svc P=new", "R/d": "P=new" });
  });

  test("what others in this process are about to write above counts as written", async () => {
    const keys: Keys = { R: service(["other", "new"]), "R/a": { anonymous: ["svc"] } };
    const location = parseLocation("R");
    const expected = viewWith(await snapshotOf(keys), []).own(location, "anonymous");
    const change = (password: string): Change => ({
      location,
      kind: "anonymous",
      expected,
      password: { set: new Secret(password) },
    });
    expect((await planned(keys, { pending: [change("else")] })).writes).toEqual({ "R/a": "P=new" });
    expect((await planned(keys, { pending: [change("new")] })).writes).toEqual({});
  });

  test("a password that is not known yet: only names are compared", async () => {
    const snapshot = await snapshotOf({ A: { anonymous: ["svc", "x"] }, B: { anonymous: ["old-svc", "x"] } });
    const under = parseLocation("/LM");
    const desired = {
      userName: "svc",
      kinds,
      under,
      aliases: [],
      formerNames: ["old-svc"],
      rewriteUnused: false,
    };
    expect(planAccount(snapshot, desired, []).drifted.map(describeAccountDifference)).toEqual([
      '/LM/B AnonymousUserName: differs, found "old-svc" (declared "svc")',
    ]);
  });
});

// Every row of the table that one location is compared by, on a key whose own half makes it a copy.
describe.each(kinds)("the drift table for %s copies", (kind) => {
  const { above, at, type, aboveType } = places[kind];
  const pool = type === "IIsApplicationPool" ? { settings: { AppPoolIdentityType: "3" } } : {};
  const { userName, password } = propertyTable[kind];
  const copies = pairRows.filter(({ own, above: pair }) => {
    const [name, pass] = own ?? [];
    const counts = name ?? pair?.[0];
    const isEmpty = pass === "" || pass === sealedEmpty;
    return (
      (name !== undefined || (pass !== undefined && !(isEmpty && counts === undefined))) &&
      typeof counts === "string" &&
      counts.toUpperCase() === "IUSR"
    );
  });

  test.each(copies)("$title", async (row) => {
    const keys = keysOf(kind, row);
    const all = { ...keys, [at]: { ...keys[at], ...pool } };
    const declared = { userName: "IUSR", previous: "old", under: at, kinds: [kind] };
    if (row.says.startsWith("E_")) {
      expect((await codeOf(all, declared)).code).toBe(row.says.split(" ")[0]);
      return;
    }
    const { writes, lines } = await planned(all, declared);
    if (row.says.startsWith("in sync")) {
      expect(writes).toEqual({});
      return;
    }
    const [what = "", why = ""] = row.says.split(" because ");
    expect(writes).toEqual({ [at]: what });
    const told = why
      .replace("NAME", userName.name)
      .replace("PASS", password.name)
      .replace("ABOVE", `/LM/${above}`);
    expect(lines[0]?.replace(/ \(.*\)$/, "")).toBe(`${at} ${told}`);
  });

  test("a wrong inherited name makes no copy of a key", async () => {
    const keys: Keys = {
      [above]: { type: aboveType, [kind]: ["B", "x"] },
      [at]: { type, [kind]: [undefined, "new"], ...pool },
    };
    expect((await planned(keys, { userName: "IUSR" })).copies).toEqual([]);
  });

  test.each([
    ["sealed", sealed],
    ["sealed-empty", sealedEmpty],
    ["exported", "NOLONGERVALID0001"],
    ["masked", "**********"],
  ])("a password that is %s can't be compared, and every such copy is named", async (_, stored) => {
    const keys: Keys = {
      [above]: { type: aboveType, [kind]: ["IUSR", stored] },
      [at]: { type, [kind]: ["IUSR", stored], ...pool },
    };
    const { code, message } = await codeOf(keys, { userName: "IUSR" });
    expect(code).toBe("E_NOT_COMPARABLE");
    expect(message).toContain(`/LM/${above}, /LM/${at}`);
  });
});

describe("what can't be repaired or understood", () => {
  test("a name at an SMTP server, which may hold no password, is reported and left alone", async () => {
    const keys: Keys = {
      "SMTPSVC/1": { type: "IIsSmtpServer", anonymous: ["svc"] },
      R: { anonymous: ["svc", "x"] },
    };
    expect(await planned(keys)).toMatchObject({
      writes: { R: "P=new" },
      notes: ["SMTPSVC/1 can't be repaired: its type holds no AnonymousUserPass"],
    });
  });

  test("copies on pools that run as another identity are listed, and rewritten on demand", async () => {
    const pools: Keys = {
      "W3SVC/AppPools": { type: "IIsApplicationPools", settings: { AppPoolIdentityType: "2" } },
      "W3SVC/AppPools/A": {
        type: "IIsApplicationPool",
        wam: ["svc", "x"],
        settings: { AppPoolIdentityType: "3" },
      },
      "W3SVC/AppPools/B": { type: "IIsApplicationPool", wam: ["svc", "x"] },
      "W3SVC/AppPools/C": {
        type: "IIsApplicationPool",
        wam: ["svc", "x"],
        settings: { AppPoolIdentityType: "0" },
      },
    };
    const said = (pool: string) =>
      `W3SVC/AppPools/${pool} stored, not used: the pool runs as another identity`;
    expect(await planned(pools)).toMatchObject({
      copies: ["W3SVC/AppPools/A wam"],
      writes: { "W3SVC/AppPools/A": "P=new" },
      notes: [said("B"), said("C")],
    });
    expect(await planned(pools, { rewriteUnused: true })).toMatchObject({
      copies: ["W3SVC/AppPools/A wam", "W3SVC/AppPools/B wam", "W3SVC/AppPools/C wam"],
      writes: { "W3SVC/AppPools/A": "P=new", "W3SVC/AppPools/B": "P=new", "W3SVC/AppPools/C": "P=new" },
      notes: [],
    });
  });

  test.each<[string, Keys]>([
    ["a key that can't be understood", { S: { ambiguous: "It stands twice." } }],
    [
      "a copy that may inherit its name from such a key",
      { S: { ambiguous: "It stands twice." }, "S/a": { anonymous: [undefined, "x"] } },
    ],
  ])("%s may be a copy: nothing is written before that is settled", async (_, keys) => {
    const { code, message } = await codeOf({ R: { anonymous: ["svc", "x"] }, ...keys });
    expect([code, message]).toEqual(["E_AMBIGUOUS", expect.stringContaining("/LM/S")]);
  });

  test.each<[string, Keys, Declared]>([
    ["E_UNKNOWN_LOCATION", { R: { anonymous: ["svc", "new"] } }, { under: "S" }],
    [
      "E_PASSWORD_INHERITED",
      { R: service(["other", "o"]), "R/a": { anonymous: ["IUSR"] } },
      { userName: "IUSR", passwordless: true },
    ],
    [
      "E_PASSWORD_INHERITED",
      { R: service(["other", "o"]), "R/a": { anonymous: ["IUSR", "x"] } },
      { userName: "IUSR", passwordless: true },
    ],
  ])("%s", async (code, keys, declared) => {
    expect((await codeOf(keys, declared)).code).toBe(code);
  });

  test("a scope that has no key of its own but keys beneath it is known", async () => {
    const keys: Keys = { "R/a": { anonymous: ["svc", "x"] } };
    expect((await planned(keys, { under: "R" })).writes).toEqual({ "R/a": "P=new" });
    expect((await planned({}, { under: "/LM" })).copies).toEqual([]);
  });

  test("of many copies that can't be compared ten are named, and the count", async () => {
    const keys = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [
        `R/${String(index + 10)}`,
        { anonymous: ["svc", sealed] as const },
      ]),
    );
    const { message } = await codeOf(keys);
    expect(message).toContain("14 stored passwords");
    expect(message).toContain("/LM/R/19 and 4 more");
    expect(message).not.toContain("/LM/R/20");
  });
});
