import { parseLocation, Secret, type Kind, type Settings } from "../../provider/src/domain";
import { complusRefusal, viewWith, warningsOf } from "../../provider/src/drift";
import { sealed, sealedEmpty } from "../support/drift-table";
import { snapshotOf, type KeyText } from "../support/keys";

interface Case {
  readonly at?: string;
  readonly key?: KeyText;
  readonly kind?: Kind;
  readonly userName?: string;
  readonly password?: boolean;
  /** Settings of the web service. */
  readonly service?: Settings;
  readonly seals?: boolean;
}

async function warnings(one: Case): Promise<readonly string[]> {
  const { at = "W3SVC/1/ROOT", key = { anonymous: ["svc", "x"] }, kind = "anonymous" } = one;
  const keys: Record<string, KeyText> = {
    W3SVC: { type: "IIsWebService", ...(one.service === undefined ? {} : { settings: one.service }) },
    [at]: key,
  };
  const snapshot = { ...(await snapshotOf(keys)), seals: one.seals ?? false };
  const observed = snapshot.key(parseLocation(at));
  if (observed === undefined) throw new Error("no key");
  const { userName = "svc", password = true } = one;
  return warningsOf(viewWith(snapshot, []), { key: observed, kind, userName, password });
}

const pool = (type: string | undefined): Case => ({
  at: "W3SVC/AppPools/P",
  kind: "wam",
  key: {
    type: "IIsApplicationPool",
    wam: ["svc", "x"],
    ...(type === undefined ? {} : { settings: { AppPoolIdentityType: type } }),
  },
});
const ftp = (settings: Settings): Case => ({
  at: "MSFTPSVC/1",
  key: { type: "IIsFtpServer", anonymous: ["svc", "x"], settings },
});
const unc = (password: string | undefined): Case => ({ kind: "unc", key: { unc: ["svc", password] } });
const isolated = { IIs5IsolationModeEnabled: "TRUE" };

test.each<[string, Case, RegExp | undefined]>([
  ["a pool of type 3", pool("3"), undefined],
  ["a pool of type 2", pool("2"), /^stored, not used: AppPoolIdentityType/],
  ["a pool whose type nobody set", pool(undefined), /^stored, not used/],
  ["a pool that inherits type 3", { ...pool(undefined), service: { AppPoolIdentityType: "3" } }, undefined],
  [
    "the WAM identity of the web service",
    { at: "W3SVC", kind: "wam", key: { type: "IIsWebService", wam: ["s", "x"] } },
    undefined,
  ],
  ["a site, AnonymousPasswordSync on", { key: { settings: { AnonymousPasswordSync: "TRUE" } } }, undefined],
  [
    "the same in IIS 5 isolation mode",
    { service: { ...isolated, AnonymousPasswordSync: "1" } },
    /^AnonymousPasswordSync is on/,
  ],
  ["in isolation mode, where nobody set it", { service: isolated }, /^AnonymousPasswordSync is on/],
  ["in isolation mode, off", { service: { ...isolated, AnonymousPasswordSync: "FALSE" } }, undefined],
  ["an FTP site", ftp({}), /^AnonymousPasswordSync is on/],
  ["an FTP site, off", ftp({ AnonymousPasswordSync: "false" }), undefined],
  ["another kind in isolation mode", { ...unc("x"), service: isolated }, undefined],
  ["an administrator", { userName: "FARM\\administrator" }, /administrator by name/],
  ["an administrator as a principal", { userName: "Administrator@farm.example" }, /administrator by name/],
  ["an administrator as a UNC user", { ...unc("x"), userName: "Administrator" }, undefined],
  ["a name that only begins so", { userName: "administrator2" }, undefined],
  ["a UNC user with a password", unc("x"), undefined],
  ["a UNC user with an empty password", { ...unc(""), password: false }, /^a UNC user without a password/],
  [
    "a UNC user with a sealed empty password",
    { ...unc(sealedEmpty), password: false },
    /^a UNC user without a password/,
  ],
  ["a UNC user whose password is declared", unc(undefined), undefined],
  ["a UNC user with no password", { ...unc(undefined), password: false }, /^a UNC user without a password/],
  ["an anonymous user without a password", { key: { anonymous: ["svc"] } }, undefined],
  ["a template", { at: "W3SVC/Info/Templates/Secure/ROOT" }, /^a template/],
  ["a site of that name", { at: "W3SVC/1/Info/Templates" }, undefined],
  ["a name of 20 characters", { userName: `FARM\\${"n".repeat(20)}` }, undefined],
  ["a name of 21 characters", { userName: `FARM\\${"n".repeat(21)}` }, /longer than 20 characters/],
  ["a principal of 21 characters", { userName: `${"n".repeat(21)}@farm` }, /longer than 20 characters/],
  [
    "a sealed password, name alone declared",
    { key: { anonymous: ["svc", sealed] }, password: false },
    /^the stored password is sealed/,
  ],
  [
    "a masked password, name alone declared",
    { key: { anonymous: ["svc", "**********"] }, password: false },
    /^the stored password is masked/,
  ],
  [
    "an exported password, name alone declared",
    { key: { anonymous: ["svc", "NOLONGERVALID"] }, password: false },
    /^the stored password is exported/,
  ],
  [
    "a sealed empty password, name alone declared",
    { key: { anonymous: ["svc", sealedEmpty] }, password: false },
    undefined,
  ],
  ["plain text in a file that seals", { seals: true }, /plain text in a file that seals others/],
  ["a sealed password in a file that seals", { seals: true, key: { anonymous: ["svc", sealed] } }, undefined],
  ["plain text in a file that seals nothing", {}, undefined],
])("%s", async (_, one, expected) => {
  const told = await warnings(one);
  if (expected === undefined) expect(told).toEqual([]);
  else expect(told).toEqual([expect.stringMatching(expected)]);
});

describe("a WAM identity at the web service in IIS 5 isolation mode", () => {
  const refused = async (
    at: string,
    type: string,
    settings: Settings,
    kind: Kind = "wam",
    acknowledged = false,
  ): Promise<string | undefined> => {
    const snapshot = await snapshotOf({ [at]: { type, settings, [kind]: ["IWAM", "x"] } });
    const location = parseLocation(at);
    const expected = viewWith(snapshot, []).own(location, kind);
    const change = { location, kind, expected, password: { set: new Secret("new") } };
    return complusRefusal(snapshot, change, acknowledged)?.code;
  };
  test.each<[string, Promise<string | undefined>, string | undefined]>([
    ["is refused", refused("W3SVC", "IIsWebService", isolated), "E_COMPLUS"],
    ["is refused, key type in another case", refused("W3SVC", "iiswebservice", isolated), "E_COMPLUS"],
    ["is written once acknowledged", refused("W3SVC", "IIsWebService", isolated, "wam", true), undefined],
    [
      "is written where the mode is off",
      refused("W3SVC", "IIsWebService", { IIs5IsolationModeEnabled: "0" }),
      undefined,
    ],
    ["is written where the mode is not set", refused("W3SVC", "IIsWebService", {}), undefined],
    ["is none at a pool", refused("W3SVC/AppPools/P", "IIsApplicationPool", isolated), undefined],
    ["is none for another kind", refused("W3SVC", "IIsWebService", isolated, "anonymous"), undefined],
  ])("%s", async (_, answer, code) => {
    expect(await answer).toBe(code);
  });
});

test("settings are inherited from the nearest key above, but for what is a site's own", async () => {
  const snapshot = await snapshotOf({
    W3SVC: { type: "IIsWebService", settings: { AppPoolId: "Default", ServerComment: "service" } },
    "W3SVC/1": { type: "IIsWebServer", settings: { ServerComment: "site" } },
    "W3SVC/1/ROOT": {},
  });
  const view = viewWith(snapshot, []);
  const root = parseLocation("W3SVC/1/ROOT");
  expect(view.effectiveSetting(root, "AppPoolId")).toEqual({ value: "Default", from: "/LM/W3SVC" });
  expect(view.setting(root, "ServerComment")).toBeUndefined();
  expect(view.setting(parseLocation("W3SVC/1"), "ServerComment")).toBe("site");
});
