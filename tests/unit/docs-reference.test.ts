import type { CustomResource } from "@pulumi/pulumi";
import type { AccountCredential, AnonymousIdentity, GeneratedPassword } from "../../provider/src";
import { referenceTables } from "../../provider/src/config/reference-tables";
import { parseLocation } from "../../provider/src/domain";
import { describeDifference, type Difference } from "../../provider/src/drift";
import { coded, tableBeneath } from "../support/markdown";

const page = "docs/reference.md";
const firstColumn = (heading: string): string[] => tableBeneath(page, heading).map(([cell]) => coded(cell));

test.each(Object.entries(referenceTables()))("%s is what `npm run schema` writes today", (heading, rows) => {
  expect(tableBeneath(page, heading)).toEqual(rows);
});

/** The outputs of a resource's class; the compiler refuses one that is missing here, and one too many. */
type OutputsOf<Resource> = Readonly<Record<Exclude<keyof Resource, keyof CustomResource>, true>>;

const identity: OutputsOf<AnonymousIdentity> = {
  metabase: true,
  location: true,
  userName: true,
  password: true,
  revision: true,
  drift: true,
};
const account: OutputsOf<AccountCredential> = {
  metabase: true,
  userName: true,
  password: true,
  revision: true,
  drift: true,
  locations: true,
};
const generated: OutputsOf<GeneratedPassword> = { result: true };

test.each([
  ["Outputs", identity],
  ["Outputs of an account", account],
  ["Outputs of a password", generated],
])("%s are those of the resource", (heading, outputs) => {
  expect(firstColumn(heading)).toEqual(Object.keys(outputs));
});

test("the lines are all that drift can be described with", () => {
  const from = parseLocation("W3SVC");
  const name = { property: "AnonymousUserName", half: "userName" } as const;
  const password = { property: "AnonymousUserPass", half: "password" } as const;
  const type = {
    property: "processModel identityType",
    half: "identityType",
    declared: "SpecificUser",
  } as const;
  const found = "IUSR_OLDBOX";
  const declared = "IUSR_WEB01";
  const all: Difference[] = [
    { ...name, reason: "absent" },
    { ...name, reason: "differs", found, declared },
    { ...name, reason: "differs", found, declared, from },
    { ...password, reason: "absent" },
    { ...password, reason: "empty" },
    { ...password, reason: "differs", origin: "previous" },
    { ...password, reason: "differs", origin: "previous", from },
    { ...password, reason: "differs", origin: "foreign" },
    { ...password, reason: "differs", origin: "foreign", from },
    { ...password, reason: "not-allowed" },
    { ...password, reason: "not-allowed", from },
    { property: "processModel userName", half: "userName", reason: "not-allowed" },
    { ...type, reason: "differs", found: "NetworkService" },
    { ...type, reason: "differs", found: "NetworkService", from: "MACHINE/WEBROOT/APPHOST" },
    { ...type, reason: "absent" },
  ];
  expect(firstColumn("Drift lines")).toEqual(all.map(describeDifference));
});
