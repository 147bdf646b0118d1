import { isIdentityError, parseLocation, Secret, type IdentityType } from "../../provider/src/domain";
import {
  describeEffects,
  effectsRefusal,
  planCredential,
  recycledPools,
  viewWith,
  warningsOf,
  type Desired,
} from "../../provider/src/drift";
import { appHostOf } from "../support/drift-levels";
import { told } from "../support/drift-table";
import { configOf, hostOf } from "../support/iis7-config";
import { snapshotOf } from "../support/keys";

const type = (name: string): string => `identityType="${name}"`;
const pair = 'userName="FARM\\svc" password="pw"';
const sealed = 'userName="FARM\\svc" password="[enc:IISCngProvider:AAAA:enc]"';

/** Pools with these processModels; the first is the one that is looked at. */
const serverOf = (own: string, defaults: string, ...others: readonly string[]) =>
  appHostOf(
    configOf(
      hostOf(
        "<applicationPools>",
        ...[own, ...others].map(
          (model, index) => `<add name="Pool ${String(index + 1)}"><processModel ${model}/></add>`,
        ),
        `<applicationPoolDefaults><processModel ${defaults}/></applicationPoolDefaults></applicationPools>`,
      ),
    ),
  );

const pool = parseLocation("W3SVC/AppPools/Pool 1");
const defaultsLocation = parseLocation("W3SVC/AppPools");
const at = { kind: "wam", location: pool } as const;
const without = (identityType: IdentityType, more: Partial<Desired> = {}): Desired => ({
  ...at,
  userName: "",
  identityType,
  ...more,
});
const account: Desired = {
  ...at,
  userName: "FARM\\svc",
  password: new Secret("pw"),
  identityType: "SpecificUser",
};
const managed: Desired = {
  ...at,
  userName: "FARM\\gmsa$",
  passwordless: true,
  identityType: "SpecificUser",
};

function planned(server: ReturnType<typeof serverOf>, desired: Desired): string {
  try {
    return told(planCredential(server, desired, []));
  } catch (error) {
    if (isIdentityError(error)) return `${error.code} ${error.location ?? ""}`;
    throw error;
  }
}

const isAnother = (found: string, declared: string): string =>
  `processModel identityType: runs as ${found} instead of the declared ${declared}`;
const fromDefaults = ", inherited from MACHINE/WEBROOT/APPHOST";
const isUnset = (declared: string): string =>
  `processModel identityType: runs as IIS's default, which depends on its version, instead of the declared ${declared}`;
const isStored =
  "processModel userName: stored where none is allowed; processModel password: stored where none is allowed";

describe("what a pool is declared to run as", () => {
  test.each<[what: string, own: string, defaults: string, desired: Desired, says: string]>([
    ["counts as its own", type("LocalService"), "", without("LocalService"), "in sync"],
    ["counts by the defaults", "", type("NetworkService"), without("NetworkService"), "in sync"],
    [
      "is another one of its own",
      type("NetworkService"),
      type("LocalSystem"),
      without("LocalSystem"),
      `T=LocalSystem because ${isAnother("NetworkService", "LocalSystem")}`,
    ],
    [
      "is another one by the defaults",
      "",
      type("NetworkService"),
      without("ApplicationPoolIdentity"),
      `T=ApplicationPoolIdentity because ${isAnother("NetworkService", "ApplicationPoolIdentity")}${fromDefaults}`,
    ],
    ...(["ApplicationPoolIdentity", "NetworkService", "LocalSystem"] as const).map(
      (each): [string, string, string, Desired, string] => [
        `is set nowhere, ${each} or not`,
        "",
        "",
        without(each),
        `T=${each} because ${isUnset(each)}`,
      ],
    ),
    [
      "is in another case, which IIS does not read",
      type("networkservice"),
      "",
      without("NetworkService"),
      `T=NetworkService because ${isAnother('"networkservice"', "NetworkService")}`,
    ],
    [
      "is a number, which IIS does not read",
      type("4"),
      "",
      without("ApplicationPoolIdentity"),
      `T=ApplicationPoolIdentity because ${isAnother('"4"', "ApplicationPoolIdentity")}`,
    ],
    [
      "leaves a stored account alone",
      `${type("SpecificUser")} ${pair}`,
      "",
      without("NetworkService"),
      `T=NetworkService because ${isAnother("SpecificUser", "NetworkService")}`,
    ],
    [
      "leaves a stored account alone in step, too",
      `${type("NetworkService")} ${sealed}`,
      "",
      without("NetworkService"),
      "in sync",
    ],
    [
      "removes a stored account",
      `${type("SpecificUser")} ${sealed}`,
      "",
      without("NetworkService", { passwordless: true }),
      `T=NetworkService -N -P because ${isAnother("SpecificUser", "NetworkService")}; ${isStored}`,
    ],
    [
      "removes one that is left over",
      `${type("NetworkService")} ${pair}`,
      "",
      without("NetworkService", { passwordless: true }),
      `-N -P because ${isStored}`,
    ],
    [
      "removes a name that is left over alone",
      `${type("NetworkService")} userName="FARM\\svc"`,
      "",
      without("NetworkService", { passwordless: true }),
      "-N because processModel userName: stored where none is allowed",
    ],
    [
      "removes an encrypted password under no name",
      `${type("NetworkService")} userName="" password="[enc:P:AAAA:enc]"`,
      "",
      without("NetworkService", { passwordless: true }),
      "-N -P because processModel password: stored where none is allowed",
    ],
    [
      "has nothing to remove of an empty pair",
      `${type("NetworkService")} userName="" password=""`,
      "",
      without("NetworkService", { passwordless: true }),
      "in sync",
    ],
    [
      "does not use an account of the defaults",
      type("NetworkService"),
      pair,
      without("NetworkService", { passwordless: true }),
      "in sync",
    ],
    ["is an account, in step", `${type("SpecificUser")} ${pair}`, "", account, "in sync"],
    [
      "is an account that is stored and not used",
      pair,
      type("NetworkService"),
      account,
      `T=SpecificUser because ${isAnother("NetworkService", "SpecificUser")}${fromDefaults}`,
    ],
    [
      "is an account that is inherited and not used",
      type("NetworkService"),
      pair,
      account,
      `T=SpecificUser because ${isAnother("NetworkService", "SpecificUser")}`,
    ],
    [
      "is an account that nothing is known of",
      "",
      type("ApplicationPoolIdentity"),
      account,
      `T=SpecificUser N=FARM\\svc P=pw because ${isAnother("ApplicationPoolIdentity", "SpecificUser")}${fromDefaults}; processModel userName: absent; processModel password: absent`,
    ],
    [
      "is an account whose type is in step, and whose password is not",
      `${type("SpecificUser")} userName="FARM\\svc" password="old"`,
      "",
      account,
      "P=pw because processModel password: differs, foreign",
    ],
    [
      "is a managed account in place of one with a password",
      `${type("SpecificUser")} ${sealed}`,
      "",
      managed,
      'N=FARM\\gmsa$ -P because processModel userName: differs, found "FARM\\svc" (declared "FARM\\gmsa$"); processModel password: stored where none is allowed',
    ],
    [
      "is a managed account in place of a built-in one",
      type("NetworkService"),
      "",
      managed,
      `T=SpecificUser N=FARM\\gmsa$ because ${isAnother("NetworkService", "SpecificUser")}; processModel userName: absent`,
    ],
    [
      "is an account whose password can't be compared",
      `${type("NetworkService")} ${sealed}`,
      "",
      account,
      `E_NOT_COMPARABLE ${pool}`,
    ],
    ["is unclear", 'identitytype="NetworkService"', "", without("NetworkService"), `E_AMBIGUOUS ${pool}`],
    [
      "is unclear at the defaults",
      "",
      'identitytype="NetworkService"',
      without("NetworkService"),
      `E_AMBIGUOUS ${defaultsLocation}`,
    ],
  ])("%s", (_, own, defaults, desired, says) => {
    expect(planned(serverOf(own, defaults), desired)).toBe(says);
  });

  test("is not written in a metabase", async () => {
    const metabase = await snapshotOf({ "W3SVC/AppPools/Pool 1": { type: "IIsApplicationPool" } });
    expect(() => planCredential(metabase, without("NetworkService"), [])).toThrow("E_KEY_TYPE");
    expect(() => planCredential(metabase, account, [])).toThrow("E_KEY_TYPE");
  });
});

describe("a change of the defaults", () => {
  const server = serverOf(
    "",
    type("SpecificUser") + " " + pair,
    type("NetworkService"),
    'userName="FARM\\other" password="x"',
    type("SpecificUser"),
    "",
  );

  function effects(more: Partial<Desired> = {}) {
    const desired = without("ApplicationPoolIdentity", { location: defaultsLocation, ...more });
    const plan = planCredential(server, desired, []);
    if (plan.state !== "drifted") throw new Error(plan.state);
    return plan;
  }

  test("names every pool that has no type of its own, and all of those are recycled", () => {
    const plan = effects();
    expect(describeEffects(plan.effects)).toEqual([
      "pools without a type of their own would run as ApplicationPoolIdentity instead of SpecificUser: Pool 1, Pool 3, Pool 5",
      'half pair of another account: Pool 3 ("FARM\\other") would get another processModel identityType',
    ]);
    expect(recycledPools(viewWith(server, []), [plan.change], plan.effects)).toEqual(
      [1, 3, 5].map((each) => parseLocation(`W3SVC/AppPools/Pool ${String(each)}`)),
    );
  });

  test("that would take a stored account out of use, or the account from a pool, is refused unless it is accepted", () => {
    const { effects: kept } = effects();
    expect(kept.othersHalves.map(({ place }) => place)).toEqual(["Pool 3"]);
    expect(effectsRefusal(kept, false, undefined)?.code).toBe("E_EFFECTS");
    expect(effectsRefusal(kept, true, undefined)).toBeUndefined();
    // Pool 4 runs as the account of the defaults, by a type of its own.
    const { effects: removed } = effects({ passwordless: true });
    expect(new Set(removed.othersHalves.map(({ place }) => place))).toEqual(new Set(["Pool 3", "Pool 4"]));
  });
});

describe("a warning", () => {
  test.each<[what: string, own: string, desired: Desired, says: RegExp | undefined]>([
    ["says what a type leaves behind", pair, without("NetworkService"), /passwordless: true removes it/],
    ["has no reason once it goes", pair, without("NetworkService", { passwordless: true }), undefined],
    ["has no reason where nothing is stored", "", without("NetworkService"), undefined],
    ["has no reason where the type is set with the account", pair, account, undefined],
    ["says that an account is not used", pair, { ...account, identityType: undefined }, /^stored, not used/],
  ])("%s", (_, own, desired, says) => {
    const server = serverOf(own, type("NetworkService"));
    const plan = planCredential(server, desired, []);
    const after = viewWith(server, plan.state === "drifted" ? [plan.change] : []);
    const warnings = warningsOf(after, {
      ...desired,
      key: server.key(pool)!,
      password: desired.password !== undefined,
    });
    if (says === undefined) expect(warnings).toEqual([]);
    else expect(warnings).toEqual([expect.stringMatching(says)]);
  });
});
