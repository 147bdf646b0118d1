import {
  emptyPair,
  IdentityError,
  mayHold,
  parentLocation,
  propertyTable,
  type Change,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Secret,
  type Snapshot,
  type StoredPassword,
} from "../domain";
import { sameAccount } from "./account";
import { effectsOf, type Effects } from "./effects";
import { ambiguity, viewWith, type EffectivePair, type View } from "./view";

/** What is declared of one credential. Without `password` and `passwordless` only the name is compared. */
export interface Desired {
  readonly location: Location;
  readonly kind: Kind;
  readonly userName: string;
  readonly password?: Secret | undefined;
  /** No password may stand here. */
  readonly passwordless?: boolean | undefined;
  /** The password declared before: a stored copy of it is expected after a rotation. */
  readonly previousPassword?: Secret | undefined;
}

/** One difference between what is declared and what the metabase holds. Names are shown, passwords never. */
export type Difference = { readonly property: string } & (
  | { readonly half: "userName"; readonly reason: "absent" }
  | {
      readonly half: "userName";
      readonly reason: "differs";
      readonly found: string;
      readonly from?: Location;
    }
  | { readonly half: "password"; readonly reason: "absent" | "empty" }
  | { readonly half: "password"; readonly reason: "not-allowed"; readonly from?: Location }
  | {
      readonly half: "password";
      readonly reason: "differs";
      readonly origin: "previous" | "foreign";
      readonly from?: Location;
    }
);

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
 * Decides what becomes of one declared credential. `pending` are changes that others in this process are about to
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
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_KEY_TYPE, E_NOT_COMPARABLE, E_PASSWORD_REQUIRED,
 * E_PASSWORD_INHERITED
 */
export function planCredential(snapshot: Snapshot, desired: Desired, pending: readonly Change[]): Plan {
  const { key, view, own, comparison } = compare(snapshot, desired, pending);
  if (comparison.differences.length === 0) {
    const { inheritedFrom } = comparison;
    return inheritedFrom === undefined ? { state: "in-sync" } : { state: "in-sync", inheritedFrom };
  }
  const nameDiffers = comparison.differences.some(({ half }) => half === "userName");
  if (nameDiffers && desired.password === undefined && desired.passwordless !== true) {
    throw passwordRequired(desired, key);
  }
  const change = changeFor(desired, key, own, nameDiffers);
  requireNoInheritedPassword(view.with(change), desired, key.location);
  return {
    state: "drifted",
    differences: comparison.differences,
    change,
    effects: effectsOf(view, change, desired.userName),
  };
}

/** What is compared, whether or not it can be repaired: an empty list means in sync. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** The user name that counts at the location, own or inherited. */
  readonly userName: string | undefined;
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
  const own = credentialAt(view, key.location, desired.kind);
  const effective = view.effective(key.location, desired.kind);
  const name = nameDifference(desired, own, effective, snapshot.machine);
  const password = passwordDifference(desired, key, own, effective, name !== undefined);
  const inherited = own.userName === undefined && own.password === undefined;
  return {
    key,
    view,
    own,
    comparison: {
      differences: [name, password].filter((difference) => difference !== undefined),
      userName: effective.userName?.value,
      inheritedFrom: inherited ? effective.userName?.from : undefined,
    },
  };
}

function requireKey(snapshot: Snapshot, desired: Desired): ObservedKey {
  const key = snapshot.key(desired.location);
  if (key === undefined) throw unknownLocation(snapshot, desired.location);
  if (key.ambiguous !== undefined) throw ambiguity(key, key.ambiguous);
  const halves: readonly Half[] = desired.password === undefined ? ["userName"] : ["userName", "password"];
  for (const half of halves) {
    const property = propertyTable[desired.kind][half];
    if (mayHold(key.keyType, property)) continue;
    throw new IdentityError({
      code: "E_KEY_TYPE",
      location: key.location,
      message: `A key of type ${key.keyType} may not hold ${property.name}.`,
      hint: `Declare it at a key of one of these types: ${property.keyTypes.join(", ")}.`,
    });
  }
  return key;
}

function unknownLocation(snapshot: Snapshot, location: Location): IdentityError {
  let nearest = parentLocation(location);
  while (nearest !== undefined && snapshot.key(nearest) === undefined) nearest = parentLocation(nearest);
  const spelled = nearest === undefined ? undefined : snapshot.key(nearest)?.location;
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    location,
    message:
      "The metabase has no such key; keys of directories and files exist only once something was configured there.",
    hint:
      spelled === undefined
        ? "Check the path against the metabase."
        : `Check the path, or declare the nearest key that exists: ${spelled}.`,
  });
}

const isEmpty = (password: StoredPassword): boolean =>
  password.state === "empty" || (password.state === "opaque" && password.reason === "sealed-empty");

const stands = (own: OwnPair): boolean => own.password !== undefined && !isEmpty(own.password.value);

/** The own pair, less an empty password under no user name: IIS Manager leaves those, and they are no credential. */
function credentialAt(view: View, location: Location, kind: Kind): OwnPair {
  const own = view.own(location, kind);
  if (own.password === undefined || !isEmpty(own.password.value)) return own;
  const name = view.effective(location, kind).userName?.value ?? "";
  return name === "" ? { ...own, password: undefined } : own;
}

function nameDifference(
  desired: Desired,
  own: OwnPair,
  effective: EffectivePair,
  machine: string | undefined,
): (Difference & { half: "userName" }) | undefined {
  const property = propertyTable[desired.kind].userName.name;
  const found = effective.userName;
  if (found === undefined) return { property, half: "userName", reason: "absent" };
  if (sameAccount(found.value, desired.userName, machine)) return undefined;
  const difference = { property, half: "userName", reason: "differs", found: found.value } as const;
  return own.userName === undefined ? { ...difference, from: found.from } : difference;
}

function passwordDifference(
  desired: Desired,
  key: ObservedKey,
  own: OwnPair,
  effective: EffectivePair,
  nameDiffers: boolean,
): (Difference & { half: "password" }) | undefined {
  const property = propertyTable[desired.kind].password.name;
  const found = effective.password;

  if (desired.passwordless === true) {
    if (stands(own)) return { property, half: "password", reason: "not-allowed" };
    if (own.password === undefined && found !== undefined && !isEmpty(found.value)) {
      return { property, half: "password", reason: "not-allowed", from: found.from };
    }
    return undefined;
  }
  if (desired.password === undefined) return undefined;
  if (found === undefined) return { property, half: "password", reason: "absent" };
  switch (found.value.state) {
    case "empty":
      return { property, half: "password", reason: "empty" };
    case "opaque":
      // An inherited value that can't be compared matters only where it would have to be the declared one.
      if (own.password === undefined && nameDiffers) return { property, half: "password", reason: "absent" };
      throw notComparable(property, key.location, found.from, found.value.reason);
    case "comparable": {
      if (found.value.matches(desired.password)) return undefined;
      const previous =
        desired.previousPassword !== undefined && found.value.matches(desired.previousPassword);
      const difference = {
        property,
        half: "password",
        reason: "differs",
        origin: previous ? "previous" : "foreign",
      } as const;
      return own.password === undefined ? { ...difference, from: found.from } : difference;
    }
  }
}

function changeFor(desired: Desired, key: ObservedKey, own: OwnPair, nameDiffers: boolean): Change {
  return {
    location: key.location,
    kind: desired.kind,
    expected: key.own[desired.kind] ?? emptyPair,
    ...(nameDiffers ? { userName: { set: desired.userName } } : {}),
    ...(desired.password !== undefined ? { password: { set: desired.password } } : {}),
    ...(desired.passwordless === true && stands(own) ? { password: { remove: true } } : {}),
  };
}

function requireNoInheritedPassword(after: View, desired: Desired, location: Location): void {
  if (desired.passwordless !== true) return;
  const password = after.effective(location, desired.kind).password;
  if (password !== undefined && password.from !== location && !isEmpty(password.value)) {
    throw inheritedPassword(location, password.from);
  }
}

function inheritedPassword(location: Location, from: Location): IdentityError {
  return new IdentityError({
    code: "E_PASSWORD_INHERITED",
    location,
    message: `No password may stand here, and one would be inherited from ${from}.`,
    hint: `Remove the password at ${from} first, or declare a password here.`,
  });
}

function passwordRequired(desired: Desired, key: ObservedKey): IdentityError {
  return new IdentityError({
    code: "E_PASSWORD_REQUIRED",
    location: key.location,
    message: `${propertyTable[desired.kind].userName.name} differs from what is declared, and a name is never written without its password.`,
    hint: "Declare the password as well, or passwordless: true for a built-in or managed account.",
  });
}

function notComparable(property: string, location: Location, from: Location, reason: string): IdentityError {
  const where = from === location ? "" : `, inherited from ${from},`;
  return new IdentityError({
    code: "E_NOT_COMPARABLE",
    location,
    message: `The stored ${property}${where} is ${reason} and can't be compared with the declared password.`,
    hint: "Leave the password out, so that only the name is compared, or reach the live metabase with the adsi store.",
  });
}
