import { isIdentityError, parseLocation, Secret, type Kind } from "../../provider/src/domain";
import { describeDifference, planCredential, type Desired, type Plan } from "../../provider/src/drift";
import { snapshotOf, type KeyText } from "../support/keys";

const sealed = "49634462aa000000bb000000c0ffee";
const sealedEmpty = "4963446202000000060000008e1d";

/** What a plan says, in one line: what is written (N the name, P the password, -P its removal) and why. */
function told(plan: Plan): string {
  if (plan.state === "in-sync") {
    return plan.inheritedFrom === undefined ? "in sync" : `in sync from ${plan.inheritedFrom}`;
  }
  const { userName, password } = plan.change;
  const written = [
    ...(userName !== undefined && "set" in userName ? [`N=${userName.set}`] : []),
    ...(password !== undefined ? ["set" in password ? `P=${password.set.reveal()}` : "-P"] : []),
  ].join(" ");
  return `${written} because ${plan.differences.map(describeDifference).join("; ")}`;
}

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
type Half = string | undefined;

describe("a declared pair is compared with what IIS would use", () => {
  test.each<[string, [Half?, Half?] | undefined, [Half?, Half?] | undefined, string]>([
    ["same name, same password", undefined, ["iusr", "new"], "in sync"],
    [
      "same name, other password",
      undefined,
      ["IUSR", "old"],
      "P=new because AnonymousUserPass: differs, previous",
    ],
    [
      "same name, a stranger's password",
      undefined,
      ["IUSR", "x"],
      "P=new because AnonymousUserPass: differs, foreign",
    ],
    [
      "a password that differs in case alone",
      undefined,
      ["IUSR", "NEW"],
      "P=new because AnonymousUserPass: differs, foreign",
    ],
    [
      "a password with a trailing blank",
      undefined,
      ["IUSR", "new "],
      "P=new because AnonymousUserPass: differs, foreign",
    ],
    [
      "another name, same password",
      undefined,
      ["B", "new"],
      'N=IUSR P=new because AnonymousUserName: differs, found "B"',
    ],
    [
      "another name and password",
      undefined,
      ["B", "old"],
      'N=IUSR P=new because AnonymousUserName: differs, found "B"; AnonymousUserPass: differs, previous',
    ],
    ["own name, right password inherited", ["B", "new"], ["IUSR"], "in sync"],
    [
      "own name, wrong password inherited",
      ["B", "old"],
      ["IUSR"],
      "P=new because AnonymousUserPass: differs, previous, inherited from /LM/W3SVC",
    ],
    ["own name, no password anywhere", undefined, ["IUSR"], "P=new because AnonymousUserPass: absent"],
    ["own password, right name inherited", ["IUSR", "x"], [undefined, "new"], "in sync"],
    [
      "own wrong password, right name inherited",
      ["IUSR", "new"],
      [undefined, "old"],
      "P=new because AnonymousUserPass: differs, previous",
    ],
    [
      "own password, wrong name inherited",
      ["B", "x"],
      [undefined, "new"],
      'N=IUSR P=new because AnonymousUserName: differs, found "B", inherited from /LM/W3SVC',
    ],
    ["nothing own, right pair inherited", ["IUSR", "new"], undefined, "in sync from /LM/W3SVC"],
    [
      "nothing own, wrong password inherited",
      ["IUSR", "old"],
      undefined,
      "P=new because AnonymousUserPass: differs, previous, inherited from /LM/W3SVC",
    ],
    [
      "nothing own, wrong name inherited",
      ["B", "new"],
      undefined,
      'N=IUSR P=new because AnonymousUserName: differs, found "B", inherited from /LM/W3SVC',
    ],
    [
      "nothing anywhere",
      undefined,
      undefined,
      "N=IUSR P=new because AnonymousUserName: absent; AnonymousUserPass: absent",
    ],
    ["an empty own password", undefined, ["IUSR", ""], "P=new because AnonymousUserPass: empty"],
    [
      "an empty password under no name",
      undefined,
      [undefined, ""],
      "N=IUSR P=new because AnonymousUserName: absent; AnonymousUserPass: empty",
    ],
    ["a sealed password", undefined, ["IUSR", sealed], "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT"],
    ["a sealed password under another name", undefined, ["B", sealed], "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT"],
    ["a sealed empty password", undefined, ["IUSR", sealedEmpty], "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT"],
    [
      "a sealed empty password under no name",
      undefined,
      [undefined, sealedEmpty],
      "N=IUSR P=new because AnonymousUserName: absent; AnonymousUserPass: absent",
    ],
    ["an exported password", undefined, ["IUSR", "NOLONGERVALID0001"], "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT"],
    ["a masked password", undefined, ["IUSR", "**********"], "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT"],
    [
      "a sealed password inherited under the right name",
      ["IUSR", sealed],
      undefined,
      "E_NOT_COMPARABLE /LM/W3SVC/1/ROOT",
    ],
    [
      "a sealed password inherited under another name",
      ["B", sealed],
      undefined,
      'N=IUSR P=new because AnonymousUserName: differs, found "B", inherited from /LM/W3SVC; AnonymousUserPass: absent',
    ],
  ])("%s", async (_, above, own, expected) => {
    const keys = {
      [W]: { type: "IIsWebService", ...(above ? { anonymous: above } : {}) },
      [R]: own ? { anonymous: own } : {},
    };
    expect(await planned(keys, { password: "new", previous: "old" })).toBe(expected);
  });
});

describe("without a declared password only the name is compared", () => {
  test.each<[string, [Half?, Half?], string]>([
    ["the right name", ["IUSR", "anything"], "in sync"],
    ["the right name over a sealed password", ["IUSR", sealed], "in sync"],
    ["another name", ["B", "anything"], "E_PASSWORD_REQUIRED /LM/W3SVC/1/ROOT"],
  ])("%s", async (_, own, expected) => {
    expect(await planned({ [R]: { anonymous: own } }, {})).toBe(expected);
  });
});

describe("passwordless means that no password may stand here", () => {
  test.each<[string, [Half?, Half?] | undefined, [Half?, Half?] | undefined, string]>([
    ["none stands", undefined, ["IUSR"], "in sync"],
    ["an empty one stands", undefined, ["IUSR", ""], "in sync"],
    ["an own empty one shields an inherited one", ["B", "x"], ["IUSR", ""], "in sync"],
    ["a sealed empty one stands", undefined, ["IUSR", sealedEmpty], "in sync"],
    ["one stands", undefined, ["IUSR", "x"], "-P because AnonymousUserPass: stands where none is allowed"],
    [
      "a sealed one stands",
      undefined,
      ["IUSR", sealed],
      "-P because AnonymousUserPass: stands where none is allowed",
    ],
    [
      "one stands under another name",
      undefined,
      ["B", "x"],
      'N=IUSR -P because AnonymousUserName: differs, found "B"; AnonymousUserPass: stands where none is allowed',
    ],
    ["one is inherited", ["B", "x"], ["IUSR"], "E_PASSWORD_INHERITED /LM/W3SVC/1/ROOT"],
    [
      "one would be inherited after the repair",
      ["B", "x"],
      ["IUSR", "y"],
      "E_PASSWORD_INHERITED /LM/W3SVC/1/ROOT",
    ],
  ])("%s", async (_, above, own, expected) => {
    const keys = {
      [W]: { type: "IIsWebService", ...(above ? { anonymous: above } : {}) },
      [R]: own ? { anonymous: own } : {},
    };
    expect(await planned(keys, { passwordless: true })).toBe(expected);
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
        inheriting: 2,
        strangers: [{ location: "/LM/W3SVC/1/ROOT", account: "B", property: "AnonymousUserPass" }],
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
      effects: { strangers: [{ location: "/LM/W3SVC/2", account: "IUSR", property: "AnonymousUserName" }] },
    });
  });
});
