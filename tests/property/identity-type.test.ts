import fc from "fast-check";
import { readAppHost } from "../../provider/src/apphost";
import {
  identityTypes,
  isIdentityError,
  parseLocation,
  Secret,
  usesAccount,
  type IdentityType,
  type Snapshot,
} from "../../provider/src/domain";
import { planCredential, viewWith, type Desired } from "../../provider/src/drift";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { rewritten } from "../../provider/src/stores/file/rewrite";
import { storedPassword } from "../../provider/src/stores/stored-password";
import { bytesOf, configOf, hostOf } from "../support/iis7-config";

/** What one processModel sets. */
interface Model {
  readonly identityType: string | undefined;
  readonly userName: string | undefined;
  readonly password: string | undefined;
}

const optional = <Value>(...values: readonly Value[]): fc.Arbitrary<Value | undefined> =>
  fc.constantFrom(undefined, ...values);
const model: fc.Arbitrary<Model> = fc.record({
  identityType: optional(...identityTypes, "specificuser", "4", ""),
  userName: optional("", "FARM\\a", "FARM\\b"),
  password: optional("", "one", "two", "[enc:P:AAAA:enc]"),
});
const declared = fc.record({
  identityType: fc.constantFrom<IdentityType>(...identityTypes),
  userName: fc.constantFrom("FARM\\a", "FARM\\b"),
  password: optional("one", "two"),
  passwordless: fc.boolean(),
  atDefaults: fc.boolean(),
});

const attributes = (set: Model): string =>
  Object.entries(set)
    .map(([name, value]: [string, string | undefined]) => (value === undefined ? "" : ` ${name}="${value}"`))
    .join("");
const textOf = (pool: Model, defaults: Model): string =>
  configOf(
    hostOf(
      `<applicationPools><add name="Shop"><processModel${attributes(pool)}/></add>`,
      `<applicationPoolDefaults><processModel${attributes(defaults)}/></applicationPoolDefaults></applicationPools>`,
    ),
  );
const locations = { true: parseLocation("W3SVC/AppPools"), false: parseLocation("W3SVC/AppPools/Shop") };

function desiredOf({
  atDefaults,
  userName,
  password,
  passwordless,
  identityType,
}: typeof declared extends fc.Arbitrary<infer Value> ? Value : never): Desired {
  const at = { kind: "wam", location: locations[`${atDefaults}`], identityType } as const;
  if (!usesAccount(identityType)) return { ...at, userName: "", passwordless };
  return passwordless || password === undefined
    ? { ...at, userName, passwordless }
    : { ...at, userName, password: new Secret(password) };
}

const snapshotOf = (document: ReturnType<typeof readAppHost>): Snapshot =>
  appHostSnapshot(document, "WEB", (text) => storedPassword(text, false));

test("a declared type counts once the plan is written, in step, and what it does not use stays unless it is to go", () => {
  let [typed, removed, refused] = [0, 0, 0];
  fc.assert(
    fc.property(model, model, declared, (pool, defaults, wanted) => {
      const desired = desiredOf(wanted);
      const { location, identityType } = desired;
      const document = readAppHost(bytesOf(textOf(pool, defaults)));
      const snapshot = snapshotOf(document);
      const own = wanted.atDefaults ? defaults : pool;
      const counts = own.identityType ?? (wanted.atDefaults ? undefined : defaults.identityType);
      let plan: ReturnType<typeof planCredential>;
      try {
        plan = planCredential(snapshot, desired, []);
      } catch (error) {
        if (!isIdentityError(error)) throw error;
        expect(["E_NOT_COMPARABLE", "E_PASSWORD_REQUIRED", "E_PASSWORD_INHERITED"]).toContain(error.code);
        expect(usesAccount(identityType)).toBe(true);
        refused += 1;
        return;
      }
      if (plan.state === "in-sync") {
        expect(counts).toBe(identityType);
        return;
      }
      const { change } = plan;
      expect(change.identityType?.change !== undefined).toBe(counts !== identityType);
      typed += change.identityType?.change === undefined ? 0 : 1;
      const after = rewritten({ format: "appHost", document }, [change]);
      if (after?.format !== "appHost") throw new Error("nothing was written");
      const reread = snapshotOf(after.document);
      expect(viewWith(reread, []).setting(location, "AppPoolIdentityType")).toBe(identityType);
      expect(viewWith(snapshot, [change]).setting(location, "AppPoolIdentityType")).toBe(identityType);
      expect(planCredential(reread, desired, []).state).toBe("in-sync");
      if (usesAccount(identityType)) return;
      const left = reread.key(location)?.own.wam;
      if (desired.passwordless !== true || (change.userName ?? change.password) === undefined)
        expect(left?.userName?.value).toBe(own.userName);
      else {
        expect(left).toBeUndefined();
        removed += 1;
      }
    }),
    { numRuns: 1000 },
  );
  expect(typed).toBeGreaterThan(300);
  expect(removed).toBeGreaterThan(50);
  expect(refused).toBeLessThan(300);
});
