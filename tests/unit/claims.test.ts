import {
  isIdentityError,
  parseLocation,
  Secret,
  type Change,
  type Credential,
} from "../../provider/src/domain";
import { snapshotOf } from "../support/keys";
import { Claims, type DeclaredCredential } from "../../provider/src/resources/host/claims";

const at = (path: string, kind: Credential["kind"] = "anonymous"): Credential => ({
  kind,
  location: parseLocation(path),
});
const declared = (resourceName: string, userName = "svc", password = "new"): DeclaredCredential => ({
  resourceName,
  userName,
  password: new Secret(password),
  passwordless: false,
  halves: ["userName", "password"],
});
const passwordless = (resourceName: string): DeclaredCredential => ({
  resourceName,
  userName: "svc",
  password: undefined,
  passwordless: true,
  halves: ["userName", "password"],
});
const nameOnly = (resourceName: string): DeclaredCredential => ({
  ...passwordless(resourceName),
  passwordless: false,
  halves: ["userName"],
});

/** Claims one credential with the first resource, then asks for another. @returns the names in the conflict */
function conflict(
  first: DeclaredCredential,
  second: DeclaredCredential,
  machine?: string,
  where = at("W3SVC/1/ROOT"),
): string | undefined {
  const claims = new Claims();
  claims.add(at("W3SVC/1/ROOT"), first, undefined);
  return refusal(claims, second, machine, where);
}

function refusal(
  claims: Claims,
  second: DeclaredCredential,
  machine?: string,
  where = at("W3SVC/1/ROOT"),
): string | undefined {
  try {
    claims.require(where, second, machine);
    return undefined;
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    expect(error.code).toBe("E_CONFLICT");
    expect(error.location).toBe(where.location);
    return /resources (\S+ and \S+) declare/.exec(error.message)?.[1];
  }
}

test.each<[string, DeclaredCredential, DeclaredCredential, string | undefined]>([
  ["equal values", declared("one"), declared("two"), undefined],
  ["equal accounts in two spellings", declared("one"), declared("two", ".\\SVC"), undefined],
  ["another password", declared("one"), declared("two", "svc", "other"), "one and two"],
  ["a password in another case", declared("one"), declared("two", "svc", "NEW"), "one and two"],
  ["another account", declared("one"), declared("two", "svc2"), "one and two"],
  ["a domain's account", declared("one"), declared("two", "FARM\\svc"), "one and two"],
  ["a password and none managed", declared("one"), nameOnly("two"), undefined],
  ["none managed, another account", nameOnly("one"), declared("two", "svc2"), "one and two"],
  ["a password and passwordless", declared("one"), passwordless("two"), "one and two"],
  ["passwordless twice", passwordless("one"), passwordless("two"), undefined],
])("%s", (_, first, second, names) => {
  expect(conflict(first, second)).toBe(names);
});

test("the machine's form is the local account only where the machine is known", () => {
  expect(conflict(declared("one"), declared("two", "WEB01\\svc"), "web01")).toBeUndefined();
  expect(conflict(declared("one"), declared("two", "WEB01\\svc"))).toBe("one and two");
});

test("a credential is one kind at one location, whatever its case", () => {
  const other = declared("two", "svc", "other");
  expect(conflict(declared("one"), other, undefined, at("w3svc/1/root"))).toBe("one and two");
  expect(conflict(declared("one"), other, undefined, at("W3SVC/1/ROOT", "unc"))).toBeUndefined();
  expect(conflict(declared("one"), other, undefined, at("W3SVC/1"))).toBeUndefined();
});

test("a third resource is compared with all before it, the one without a password included", () => {
  const claims = new Claims();
  claims.add(at("W3SVC/1/ROOT"), nameOnly("one"), undefined);
  claims.add(at("W3SVC/1/ROOT"), declared("two"), undefined);
  expect(refusal(claims, declared("three", "svc", "other"))).toBe("two and three");
  expect(refusal(claims, declared("three", "svc2"))).toBe("one and three");
  expect(refusal(claims, declared("three"))).toBeUndefined();
  expect(claims.holder(at("W3SVC/1/ROOT"))).toBe("one");
  expect(claims.holder(at("W3SVC/1"))).toBeUndefined();
});

describe("what is about to be written", () => {
  const change = (path: string): Change => ({
    ...at(path),
    expected: { userName: undefined, password: undefined },
    password: { set: new Secret(path) },
  });
  const claims = new Claims();
  const reading = snapshotOf({ W3SVC: {}, "W3SVC/1": {}, "W3SVC/1/ROOT": {}, "W3SVC/2": {} });
  const service = change("W3SVC");
  const site = change("W3SVC/1");
  const root = change("W3SVC/1/ROOT");
  for (const one of [service, site, root]) claims.add(one, declared(one.location), one);
  claims.add(at("W3SVC/1/ROOT", "unc"), declared("unc"), { ...root, kind: "unc" });
  claims.add(at("W3SVC/2"), declared("in step"), undefined);

  test.each<[string, Credential, readonly Change[]]>([
    ["above a key", at("W3SVC/1/ROOT/a/b"), [root, site, service]],
    ["above a key, itself left out", at("W3SVC/1"), [service]],
    ["in another case", at("w3svc/1/x"), [site, service]],
    ["above a neighbour whose name begins alike", at("W3SVC/10/ROOT"), [service]],
    ["beneath a claim that writes nothing", at("W3SVC/2/ROOT"), [service]],
    ["above the top", at("W3SVC"), []],
    ["of another kind", at("W3SVC/1/ROOT/a", "wam"), []],
  ])("%s", async (_, credential, changes) => {
    expect(claims.pendingAbove(credential, await reading)).toEqual(changes);
  });

  test("of many credentials each change is reported once, and those of the credentials themselves are not", async () => {
    const all = [at("W3SVC/1"), at("W3SVC/1/ROOT/a"), at("W3SVC/1/ROOT/b")];
    expect(claims.pendingAboveAll(all, await reading)).toEqual([service, root]);
  });
});
