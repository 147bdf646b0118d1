import type { Kind } from "../../provider/src/domain";
import { describeDifference, type Plan } from "../../provider/src/drift";
import type { KeyText } from "./keys";

/** What a plan says, in one line: what is written (T the type, N the name, P the password, -P its removal) and why. */
export function told(plan: Plan): string {
  if (plan.state === "in-sync") {
    return plan.inheritedFrom === undefined ? "in sync" : `in sync from ${plan.inheritedFrom}`;
  }
  const { userName, password, identityType } = plan.change;
  const type = identityType?.change;
  const written = [
    ...(type !== undefined ? ["set" in type ? `T=${type.set}` : "-T"] : []),
    ...(userName !== undefined ? ["set" in userName ? `N=${userName.set}` : "-N"] : []),
    ...(password !== undefined ? ["set" in password ? `P=${password.set.reveal()}` : "-P"] : []),
  ].join(" ");
  return `${written} because ${plan.differences.map(describeDifference).join("; ")}`;
}

export const sealed = "49634462aa000000bb000000c0ffee";
export const sealedEmpty = "4963446202000000060000008e1d";

type Half = string | { readonly unreadable: string } | undefined;
export type PairText = readonly [name?: Half, password?: Half];

/** What stands above and at the location, and what the plan says of it; NAME and PASS stand for the kind's properties. */
export interface DriftRow {
  readonly title: string;
  readonly above?: PairText;
  readonly own?: PairText;
  readonly says: string;
}

/** Where each kind is tried: an ancestor and a key that may hold it. */
export const places: Readonly<Record<Kind, { above: string; aboveType: string; at: string; type: string }>> =
  {
    anonymous: { above: "W3SVC", aboveType: "IIsWebService", at: "W3SVC/1/ROOT", type: "IIsWebVirtualDir" },
    wam: {
      above: "W3SVC/AppPools",
      aboveType: "IIsApplicationPools",
      at: "W3SVC/AppPools/Shop Pool",
      type: "IIsApplicationPool",
    },
    unc: {
      above: "W3SVC/1/ROOT",
      aboveType: "IIsWebVirtualDir",
      at: "W3SVC/1/ROOT/share",
      type: "IIsWebVirtualDir",
    },
  };

/** The metabase of one row. */
export function keysOf(kind: Kind, { above, own }: DriftRow, place = places[kind]): Record<string, KeyText> {
  return {
    [place.above]: { type: place.aboveType, ...(above ? { [kind]: above } : {}) },
    [place.at]: { type: place.type, ...(own ? { [kind]: own } : {}) },
  };
}

/** Declared: user `IUSR`, password `new`, the one before `old`. In what is written, N is the name, P the password. */
export const pairRows: readonly DriftRow[] = [
  { title: "same name, same password", own: ["iusr", "new"], says: "in sync" },
  { title: "same name, other password", own: ["IUSR", "old"], says: "P=new because PASS: differs, previous" },
  {
    title: "same name, a stranger's password",
    own: ["IUSR", "x"],
    says: "P=new because PASS: differs, foreign",
  },
  {
    title: "a password that differs in case alone",
    own: ["IUSR", "NEW"],
    says: "P=new because PASS: differs, foreign",
  },
  {
    title: "a password with a trailing blank",
    own: ["IUSR", "new "],
    says: "P=new because PASS: differs, foreign",
  },
  {
    title: "another name, same password",
    own: ["B", "new"],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR")',
  },
  {
    title: "another name and password",
    own: ["B", "old"],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"); PASS: differs, previous',
  },
  { title: "own name, right password inherited", above: ["B", "new"], own: ["IUSR"], says: "in sync" },
  {
    title: "own name, wrong password inherited",
    above: ["B", "old"],
    own: ["IUSR"],
    says: "P=new because PASS: differs, previous, inherited from ABOVE",
  },
  { title: "own name, no password anywhere", own: ["IUSR"], says: "P=new because PASS: absent" },
  {
    title: "own password, right name inherited",
    above: ["IUSR", "x"],
    own: [undefined, "new"],
    says: "in sync",
  },
  {
    title: "own wrong password, right name inherited",
    above: ["IUSR", "new"],
    own: [undefined, "old"],
    says: "P=new because PASS: differs, previous",
  },
  {
    title: "own password, wrong name inherited",
    above: ["B", "x"],
    own: [undefined, "new"],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"), inherited from ABOVE',
  },
  { title: "nothing own, right pair inherited", above: ["IUSR", "new"], says: "in sync from ABOVE" },
  {
    title: "nothing own, wrong password inherited",
    above: ["IUSR", "old"],
    says: "N=IUSR P=new because PASS: differs, previous, inherited from ABOVE",
  },
  {
    title: "nothing own, wrong name inherited",
    above: ["B", "new"],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"), inherited from ABOVE',
  },
  { title: "nothing anywhere", says: "N=IUSR P=new because NAME: absent; PASS: absent" },
  { title: "an empty own password", own: ["IUSR", ""], says: "P=new because PASS: empty" },
  {
    title: "an empty password under no name",
    own: [undefined, ""],
    says: "N=IUSR P=new because NAME: absent; PASS: empty",
  },
  { title: "a sealed password", own: ["IUSR", sealed], says: "E_NOT_COMPARABLE AT" },
  { title: "a sealed password under another name", own: ["B", sealed], says: "E_NOT_COMPARABLE AT" },
  { title: "a sealed empty password", own: ["IUSR", sealedEmpty], says: "E_NOT_COMPARABLE AT" },
  {
    title: "a sealed empty password under no name",
    own: [undefined, sealedEmpty],
    says: "N=IUSR P=new because NAME: absent; PASS: absent",
  },
  { title: "an unreadable password", own: ["IUSR", { unreadable: "00ff" }], says: "E_NOT_COMPARABLE AT" },
  {
    title: "an unreadable password under another name",
    own: ["B", { unreadable: "00ff" }],
    says: "E_NOT_COMPARABLE AT",
  },
  {
    title: "an unreadable password inherited",
    above: ["IUSR", { unreadable: "00ff" }],
    says: "E_NOT_COMPARABLE AT",
  },
  {
    title: "an unreadable password inherited under another name",
    above: ["B", { unreadable: "00ff" }],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"), inherited from ABOVE; PASS: absent',
  },
  { title: "an exported password", own: ["IUSR", "NOLONGERVALID0001"], says: "E_NOT_COMPARABLE AT" },
  { title: "a masked password", own: ["IUSR", "**********"], says: "E_NOT_COMPARABLE AT" },
  {
    title: "own name, sealed password inherited",
    above: ["B", sealed],
    own: ["IUSR"],
    says: "E_NOT_COMPARABLE AT",
  },
  {
    title: "another own name, sealed password inherited",
    above: ["B", sealed],
    own: ["C"],
    says: 'N=IUSR P=new because NAME: differs, found "C" (declared "IUSR"); PASS: absent',
  },
  {
    title: "own sealed password, right name inherited",
    above: ["IUSR", "x"],
    own: [undefined, sealed],
    says: "E_NOT_COMPARABLE AT",
  },
  {
    title: "own sealed password, wrong name inherited",
    above: ["B", "x"],
    own: [undefined, sealed],
    says: "E_NOT_COMPARABLE AT",
  },
  { title: "an exported password inherited", above: ["IUSR", "NOLONGERVALID"], says: "E_NOT_COMPARABLE AT" },
  { title: "a masked password inherited", above: ["IUSR", "**********"], says: "E_NOT_COMPARABLE AT" },
  { title: "a sealed empty password inherited", above: ["IUSR", sealedEmpty], says: "E_NOT_COMPARABLE AT" },
  {
    title: "an own empty password under another inherited name",
    above: ["B", "x"],
    own: [undefined, ""],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"), inherited from ABOVE; PASS: empty',
  },
  {
    title: "a sealed password inherited under the right name",
    above: ["IUSR", sealed],
    says: "E_NOT_COMPARABLE AT",
  },
  {
    title: "a sealed password inherited under another name",
    above: ["B", sealed],
    says: 'N=IUSR P=new because NAME: differs, found "B" (declared "IUSR"), inherited from ABOVE; PASS: absent',
  },
];

/** Declared: user `IUSR`, passwordless. */
export const passwordlessRows: readonly DriftRow[] = [
  { title: "none stands", own: ["IUSR"], says: "in sync" },
  { title: "an empty one stands", own: ["IUSR", ""], says: "in sync" },
  {
    title: "an own empty one shields an inherited one",
    above: ["B", "x"],
    own: ["IUSR", ""],
    says: "in sync",
  },
  { title: "a sealed empty one stands", own: ["IUSR", sealedEmpty], says: "in sync" },
  { title: "one stands", own: ["IUSR", "x"], says: "-P because PASS: stored where none is allowed" },
  {
    title: "a sealed one stands",
    own: ["IUSR", sealed],
    says: "-P because PASS: stored where none is allowed",
  },
  {
    title: "an unreadable one stands",
    own: ["IUSR", { unreadable: "00ff" }],
    says: "-P because PASS: stored where none is allowed",
  },
  {
    title: "an exported one stands",
    own: ["IUSR", "NOLONGERVALID"],
    says: "-P because PASS: stored where none is allowed",
  },
  {
    title: "a masked one stands",
    own: ["IUSR", "**********"],
    says: "-P because PASS: stored where none is allowed",
  },
  {
    title: "one stands under another name",
    own: ["B", "x"],
    says: 'N=IUSR -P because NAME: differs, found "B" (declared "IUSR"); PASS: stored where none is allowed',
  },
  { title: "one is inherited", above: ["B", "x"], own: ["IUSR"], says: "E_PASSWORD_INHERITED AT" },
  {
    title: "one would be inherited after the repair",
    above: ["B", "x"],
    own: ["IUSR", "y"],
    says: "E_PASSWORD_INHERITED AT",
  },
];

/** Declared: user `IUSR` alone. */
export const nameRows: readonly DriftRow[] = [
  { title: "the right name", own: ["IUSR", "anything"], says: "in sync" },
  { title: "the right name over a sealed password", own: ["IUSR", sealed], says: "in sync" },
  { title: "the right name inherited", above: ["IUSR", "anything"], says: "in sync from ABOVE" },
  { title: "another name", own: ["B", "anything"], says: "E_PASSWORD_REQUIRED AT" },
  { title: "another name inherited", above: ["B", "anything"], says: "E_PASSWORD_REQUIRED AT" },
  { title: "no name", says: "E_PASSWORD_REQUIRED AT" },
];
