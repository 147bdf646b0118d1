import {
  emptyPair,
  holdsHalf,
  type Change,
  type Half,
  type IdentityType,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Part,
  type Snapshot,
  sameAccount,
  usesAccount,
} from "../domain";
import {
  changeFor,
  credentialAt,
  isEmpty,
  nameDifference,
  passwordDifference,
  type Desired,
  type Difference,
} from "./difference";
import { effectsOf, type Effects } from "./effects";
import { storedType, typeChange, typeDifference } from "./identity-type";
import {
  inheritedPassword,
  kindNotHeld,
  noIdentityType,
  noPoolIdentity,
  passwordRequired,
  unknownLocation,
} from "./plan-error";
import { ambiguity, viewWith, type View } from "./view";

/** `from` names the ancestor where a credential is in sync, or out of it, only by inheritance. */
export type Plan =
  | { readonly state: "in-sync"; readonly inheritedFrom?: Location }
  | {
      readonly state: "drifted";
      readonly differences: readonly Difference[];
      readonly change: Change;
      readonly effects: Effects;
    };

/**
 * Decides what is to be done about one declared credential. `pending` are changes that others in this process are about to
 * write; inheritance is computed on what the metabase will hold after them.
 *
 * | own name | own password | result |
 * |---|---|---|
 * | same | same | in sync |
 * | same | differs | the password alone |
 * | differs | any | name and password together |
 * | one of the two absent | | the missing half is drift where the effective pair differs |
 * | both absent, effective pair equal | | in sync, inherited |
 * | both absent, effective pair differs | | an own pair |
 * | not comparable | | E_NOT_COMPARABLE where a password is declared over it |
 *
 * A declared `identityType` is written where another one counts, or none is set at all. One that uses no account leaves a
 * stored pair alone, or, with `passwordless`, removes it.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_KEY_TYPE, E_NOT_COMPARABLE, E_PASSWORD_REQUIRED,
 * E_PASSWORD_INHERITED
 */
export function planCredential(snapshot: Snapshot, desired: Desired, pending: readonly Change[]): Plan {
  const { key, view, own, comparison } = compare(snapshot, desired, pending);
  if (comparison.differences.length === 0) {
    const { inheritedFrom } = comparison;
    return inheritedFrom === undefined ? { state: "in-sync" } : { state: "in-sync", inheritedFrom };
  }
  const { differences } = comparison;
  const differs = (part: Part): boolean => differences.some(({ half }) => half === part);
  const nameDiffers = differs("userName");
  if (nameDiffers && desired.password === undefined && desired.passwordless !== true) {
    throw passwordRequired(key, desired.kind);
  }
  // Alone, one half would be paired with what its ancestors hold some day. So a key without a pair gets a whole one.
  const nothingOwn = own.userName === undefined && own.password === undefined;
  const pair: Change =
    nameDiffers || differs("password")
      ? changeFor(desired, key, own, nameDiffers || nothingOwn)
      : { location: key.location, kind: desired.kind, expected: key.own[desired.kind] ?? emptyPair };
  const change = { ...pair, ...typeChange(desired, key, differs("identityType")) };
  const after = view.with([change]);
  requireNoInheritedPassword(after, desired, key.location);
  return {
    state: "drifted",
    differences,
    change,
    effects: effectsOf(view, after, [change], (account) =>
      sameAccount(account, desired.userName, snapshot.machine),
    ),
  };
}

/** What is compared, whether or not it can be repaired: an empty list means in sync. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** The user name that counts at the location, own or inherited. */
  readonly userName: string | undefined;
  /** Of a pool whose type is declared: the one that counts there, as far as it is set and one of IIS's. */
  readonly identityType: IdentityType | undefined;
  /** Where the name comes from when neither half is set at the location itself. */
  readonly inheritedFrom: Location | undefined;
}

/**
 * Compares one declared credential with the metabase, without asking whether it could be written.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_KEY_TYPE, E_NOT_COMPARABLE
 */
export function compareCredential(
  snapshot: Snapshot,
  desired: Desired,
  pending: readonly Change[],
): Comparison {
  return compare(snapshot, desired, pending).comparison;
}

function compare(
  snapshot: Snapshot,
  desired: Desired,
  pending: readonly Change[],
): { key: ObservedKey; view: View; own: OwnPair; comparison: Comparison } {
  const key = requireKey(snapshot, desired);
  const view = viewWith(snapshot, pending);
  const own = credentialAt(view, key, desired.kind);
  const effective = view.effective(key, desired.kind);
  const name = nameDifference(snapshot, key, desired, own, effective);
  const password = passwordDifference(snapshot, key, desired, own, effective, name !== undefined);
  const type = typeDifference(view, key, desired);
  const isOwn = own.userName !== undefined || own.password !== undefined;
  const inherited = !isOwn && usesAccount(desired.identityType);
  return {
    key,
    view,
    own,
    comparison: {
      differences: [type, name, password].filter((difference) => difference !== undefined),
      userName: effective.userName?.value,
      identityType: type?.reason === "differs" ? storedType(type.found) : desired.identityType,
      inheritedFrom: inherited ? effective.userName?.from : undefined,
    },
  };
}

function requireKey(snapshot: Snapshot, desired: Desired): ObservedKey {
  const key = snapshot.key(desired.location);
  if (key === undefined) throw unknownLocation(snapshot, desired.location);
  if (key.ambiguous !== undefined) throw ambiguity(key);
  if (desired.identityType !== undefined && key.elements === undefined) throw noIdentityType(key);
  const halves: readonly Half[] = desired.password === undefined ? ["userName"] : ["userName", "password"];
  for (const half of halves) {
    if (!holdsHalf(key, desired.kind, half)) throw kindNotHeld(key, desired.kind, half);
  }
  const isPoolIdentity = desired.userName === "" && usesAccount(desired.identityType);
  if (isPoolIdentity && snapshot.withoutName?.[desired.kind] !== "pool identity") throw noPoolIdentity(key);
  return key;
}

/** @throws IdentityError E_PASSWORD_INHERITED if none may be stored and an ancestor's would count */
export function requireNoInheritedPassword(
  after: View,
  desired: Pick<Desired, "kind" | "passwordless" | "userName">,
  location: Location,
): void {
  // The pool's identity logs on without a stored password, inherited or not.
  if (desired.passwordless !== true || desired.userName === "") return;
  const password = after.effective(location, desired.kind).password;
  if (password !== undefined && password.from !== location && !isEmpty(password.value)) {
    throw inheritedPassword(after.snapshot, location, password.from);
  }
}
