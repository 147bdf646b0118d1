import {
  isIdentityError,
  kinds,
  parseLocation,
  propertyTable,
  Secret,
  type Half,
  type Kind,
} from "../../provider/src/domain";
import { planCredential, type Desired } from "../../provider/src/drift";
import { keysOf, nameRows, pairRows, passwordlessRows, places, told } from "../support/drift-table";
import { snapshotOf, type KeyText } from "../support/keys";

async function planned(
  keys: Readonly<Record<string, KeyText>>,
  desired: Partial<Omit<Desired, "password" | "previousPassword">> & { password?: string; previous?: string },
  machine?: string,
): Promise<string> {
  const { password, previous, ...rest } = desired;
  try {
    return told(
      planCredential(
        await snapshotOf(keys, machine),
        {
          location: parseLocation("W3SVC/1/ROOT"),
          kind: "anonymous",
          userName: "IUSR",
          ...rest,
          password: password === undefined ? undefined : new Secret(password),
          previousPassword: previous === undefined ? undefined : new Secret(previous),
        },
        [],
      ),
    );
  } catch (error) {
    if (isIdentityError(error)) return `${error.code} ${error.location ?? ""}`;
    throw error;
  }
}

const W = "W3SVC";
const R = "W3SVC/1/ROOT";

const tables = [
  ["a declared pair is compared with what IIS would use", pairRows, { password: "new", previous: "old" }],
  ["passwordless means that no password may stand here", passwordlessRows, { passwordless: true }],
  ["without a declared password only the name is compared", nameRows, {}],
] as const;

describe.each(kinds)("%s", (kind) => {
  const { above, at } = places[kind];
  const { userName, password } = propertyTable[kind];
  const spelled = (says: string): string =>
    says
      .replace(/\bNAME\b/g, userName.name)
      .replace(/\bPASS\b/g, password.name)
      .replace(/\bAT\b/g, `/LM/${at}`)
      .replace(/\bABOVE\b/g, `/LM/${above}`);

  describe.each(tables)("%s", (_, rows, desired) => {
    test.each(rows)("$title", async (row) => {
      const found = await planned(keysOf(kind, row), { ...desired, kind, location: parseLocation(at) });
      expect(found).toBe(spelled(row.says));
    });
  });
});

describe("inheritance is computed as IIS does it", () => {
  test("a value stored without INHERIT counts at its key and nowhere beneath", async () => {
    const keys = {
      W3SVC: { type: "IIsWebService", anonymous: ["IUSR", "new"] as const },
      "W3SVC/1": { type: "IIsWebServer", anonymous: [{ local: "B" }, { local: "x" }] as const },
      [R]: {},
    };
    expect(await planned(keys, { password: "new" })).toBe("in sync from /LM/W3SVC");
    expect(await planned(keys, { password: "x", userName: "B", location: parseLocation("W3SVC/1") })).toBe(
      "in sync",
    );
  });

  test("what others in the process are about to write counts as written", async () => {
    const snapshot = await snapshotOf({
      [W]: { type: "IIsWebService", anonymous: ["IUSR", "old"] },
      [R]: {},
    });
    const desired = { kind: "anonymous", userName: "IUSR", password: new Secret("new") } as const;
    const parent = planCredential(snapshot, { ...desired, location: parseLocation(W) }, []);
    if (parent.state !== "drifted") throw new Error("the parent is out of sync");
    const child = planCredential(snapshot, { ...desired, location: parseLocation(R) }, [parent.change]);
    expect(told(child)).toBe("in sync from /LM/W3SVC");
  });

  test.each<[string, Kind, string, string]>([
    ["a name and password where both may stand", "anonymous", "IIsWebFile", "in sync"],
    ["a key type in another case", "anonymous", "iiswebfile", "in sync"],
    ["anything at an IIsConfigObject", "unc", "IIsConfigObject", "in sync"],
    ["UNC at a web server", "unc", "IIsWebServer", "E_KEY_TYPE /LM/W3SVC/1/ROOT"],
    ["anonymous at a pool", "anonymous", "IIsApplicationPool", "E_KEY_TYPE /LM/W3SVC/1/ROOT"],
    [
      "a password at a key that holds the name alone",
      "anonymous",
      "IIsSmtpServer",
      "E_KEY_TYPE /LM/W3SVC/1/ROOT",
    ],
  ])("%s", async (_, kind, type, expected) => {
    const keys = { [R]: { type, [kind]: ["IUSR", "new"] } };
    expect(await planned(keys, { kind, password: "new" })).toBe(expected);
  });

  test.each([
    ["an unknown location", { W3SVC: {} }, "E_UNKNOWN_LOCATION /LM/W3SVC/1/ROOT"],
    ["an ambiguous location", { [R]: { ambiguous: "It stands twice." } }, "E_AMBIGUOUS /LM/W3SVC/1/ROOT"],
    [
      "an ambiguous ancestor that would decide",
      { W3SVC: { ambiguous: "Twice." }, [R]: {} },
      "E_AMBIGUOUS /LM/W3SVC",
    ],
    [
      "an ambiguous ancestor that decides nothing",
      { W3SVC: { ambiguous: "Twice." }, [R]: { anonymous: ["IUSR", "new"] as const } },
      "in sync",
    ],
  ])("%s is told apart", async (_, keys, expected) => {
    expect(await planned(keys, { password: "new" })).toBe(expected);
  });
});

describe("effects on neighbours are named before they happen", () => {
  const keys = {
    W3SVC: { type: "IIsWebService", anonymous: ["IUSR", "old"] as const },
    "W3SVC/1": { type: "IIsWebServer" },
    "W3SVC/1/ROOT": { anonymous: ["B"] as const },
    "W3SVC/1/ROOT/a": { anonymous: [undefined, "b-password"] as const },
    "W3SVC/1/ROOT/own": { anonymous: ["C", "c-password"] as const },
    "W3SVC/2": { type: "IIsWebServer", anonymous: [undefined, "own"] as const },
    "W3SVC/AppPools/P": { type: "IIsApplicationPool" },
  };
  const location = parseLocation(W);

  test("a half pair of another account gets another password", async () => {
    const plan = planCredential(
      await snapshotOf(keys),
      { location, kind: "anonymous", userName: "IUSR", password: new Secret("new") },
      [],
    );
    expect(plan).toMatchObject({
      effects: {
        inheriting: [{ location: "/LM/W3SVC/1" }, { location: "/LM/W3SVC/1/ROOT" }],
        othersHalves: [{ location: "/LM/W3SVC/1/ROOT", account: "B", property: "AnonymousUserPass" }],
      },
    });
  });

  test("a half pair under an inherited name gets another name", async () => {
    const plan = planCredential(
      await snapshotOf(keys),
      { location, kind: "anonymous", userName: "IUSR_NEW", password: new Secret("old") },
      [],
    );
    expect(plan).toMatchObject({
      effects: {
        othersHalves: [{ location: "/LM/W3SVC/2", account: "IUSR", property: "AnonymousUserName" }],
      },
    });
  });

  const unclear = (half: Half, anonymous?: KeyText["anonymous"]): KeyText => ({
    ambiguous: "It stands twice.",
    unclear: { anonymous: [half] },
    ...(anonymous === undefined ? {} : { anonymous }),
  });
  const name = { location: "/LM/W3SVC/1/ROOT", half: "userName" };
  const password = { location: "/LM/W3SVC/1/ROOT", half: "password" };

  test.each<[string, KeyText, string, readonly object[]]>([
    ["an unclear name over an inherited password", unclear("userName"), "IUSR", [password]],
    ["an unclear password under another name", unclear("password"), "IUSR_NEW", [name]],
  ])("%s is somebody else's half pair", async (_, root, userName, othersHalves) => {
    expect(await strangersOf(root, userName)).toEqual(othersHalves);
  });

  test.each<[string, KeyText, string]>([
    ["an unclear name with its own password", unclear("userName", [undefined, "x"]), "IUSR"],
    ["an unclear password under the account's name", unclear("password"), "IUSR"],
    ["an unclear password under an own name", unclear("password", ["other"]), "IUSR_NEW"],
    ["a key of which all is unclear", { ambiguous: "Twice." }, "IUSR"],
  ])("%s gets no other half", async (_, root, userName) => {
    expect(await strangersOf(root, userName)).toEqual([]);
  });

  async function strangersOf(root: KeyText, userName: string): Promise<readonly object[]> {
    const beneath = { "W3SVC/1/ROOT": root, "W3SVC/1/ROOT/a": {} };
    const snapshot = await snapshotOf({ W3SVC: keys.W3SVC, ...beneath });
    const plan = planCredential(
      snapshot,
      { location, kind: "anonymous", userName, password: new Secret("new") },
      [],
    );
    if (plan.state !== "drifted") throw new Error("nothing drifted");
    return plan.effects.othersHalves.map(({ location: at, half }) => ({ location: at, half }));
  }
});
