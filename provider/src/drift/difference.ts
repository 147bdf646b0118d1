import {
  emptyPair,
  halfName,
  placeAt,
  type Change,
  type IdentityType,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Place,
  type Secret,
  type Snapshot,
  type StoredPassword,
  type WithoutName,
  sameAccount,
  usesAccount,
} from "../domain";
import { notComparable } from "./plan-error";
import type { EffectivePair, View } from "./view";

/** What is declared of a password: its text, that none may be stored, or, without either, nothing. */
export interface DesiredPassword {
  readonly password?: Secret | undefined;
  /** No password may be stored here. */
  readonly passwordless?: boolean | undefined;
  /** The password declared before: a stored copy of it is expected after a rotation. */
  readonly previousPassword?: Secret | undefined;
}

/**
 * What is declared of one credential. Without `password` and `passwordless` only the name is compared. An empty `userName` is
 * the pool's identity, which takes no password at its own location and ignores an inherited one. It is also empty with an
 * `identityType` that uses no account: then no name is compared, and `passwordless` says that none may be stored.
 */
export interface Desired extends DesiredPassword {
  readonly location: Location;
  readonly kind: Kind;
  readonly userName: string;
  /** What an application pool runs as, from IIS 7 on. */
  readonly identityType?: IdentityType | undefined;
}

/**
 * One difference between what is declared and what the metabase holds. Names are shown, passwords never. `property` names the
 * half, and `from` the place that it is inherited from, as people know them.
 */
export type Difference = { readonly property: string } & (
  | { readonly half: "identityType"; readonly reason: "absent"; readonly declared: IdentityType }
  | {
      readonly half: "identityType";
      readonly reason: "differs";
      readonly found: string;
      readonly declared: IdentityType;
      readonly from?: string;
    }
  | { readonly half: "userName"; readonly reason: "absent" | "not-allowed" }
  | {
      readonly half: "userName";
      readonly reason: "differs";
      readonly found: string;
      readonly declared: string;
      /** What an empty name means there. */
      readonly withoutName?: WithoutName;
      readonly from?: string;
    }
  | { readonly half: "password"; readonly reason: "absent" | "empty" }
  | { readonly half: "password"; readonly reason: "not-allowed"; readonly from?: string }
  | {
      readonly half: "password";
      readonly reason: "differs";
      readonly origin: "previous" | "foreign";
      readonly from?: string;
    }
);

/** Empty, or sealed over nothing. */
export const isEmpty = (password: StoredPassword): boolean =>
  password.state === "empty" || (password.state === "opaque" && password.reason === "sealed-empty");

/** True where the key itself holds a password that is not empty. */
export const holdsPassword = (own: OwnPair): boolean =>
  own.password !== undefined && !isEmpty(own.password.value);

/** The own pair without an empty password under no user name: IIS Manager leaves those, and they are not a credential. */
export function credentialAt(view: View, place: Place, kind: Kind): OwnPair {
  const own = view.own(place, kind);
  if (own.password === undefined || !isEmpty(own.password.value)) return own;
  const name = view.whatCounts(place, kind).userName?.value ?? "";
  return name === "" ? { ...own, password: undefined } : own;
}

/** `undefined` where the name that counts is the declared account. */
export function nameDifference(
  snapshot: Snapshot,
  key: ObservedKey,
  desired: Desired,
  own: OwnPair,
  effective: EffectivePair,
): (Difference & { half: "userName" }) | undefined {
  const property = halfName(key, desired.kind, "userName");
  if (!usesAccount(desired.identityType)) {
    const isLeft = desired.passwordless === true && (own.userName?.value ?? "") !== "";
    return isLeft ? { property, half: "userName", reason: "not-allowed" } : undefined;
  }
  const found = effective.userName;
  if (found === undefined) return { property, half: "userName", reason: "absent" };
  if (sameAccount(found.value, desired.userName, snapshot.machine)) return undefined;
  const withoutName = snapshot.withoutName?.[desired.kind];
  const difference = {
    property,
    half: "userName",
    reason: "differs",
    found: found.value,
    declared: desired.userName,
    ...(withoutName === undefined ? {} : { withoutName }),
  } as const;
  return own.userName === undefined ? { ...difference, from: placeAt(snapshot, found.from) } : difference;
}

/** `undefined` where the password that counts is as declared. @throws IdentityError E_NOT_COMPARABLE */
export function passwordDifference(
  snapshot: Snapshot,
  key: ObservedKey,
  desired: Desired,
  own: OwnPair,
  effective: EffectivePair,
  nameDiffers: boolean,
): (Difference & { half: "password" }) | undefined {
  const { kind, userName } = desired;
  const property = halfName(key, kind, "password");
  // A password under no user name belongs to no account.
  const hasNoAccount = snapshot.withoutName?.[kind] === "nothing" && (effective.userName?.value ?? "") === "";
  const found = hasNoAccount ? undefined : effective.password;

  if (desired.passwordless === true) {
    if (holdsPassword(own)) return { property, half: "password", reason: "not-allowed" };
    if (own.password === undefined && found !== undefined && !isEmpty(found.value) && userName !== "") {
      return { property, half: "password", reason: "not-allowed", from: placeAt(snapshot, found.from) };
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
      throw notComparable(snapshot, key.location, property, found.from, found.value.reason);
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
      return own.password === undefined ? { ...difference, from: placeAt(snapshot, found.from) } : difference;
    }
  }
}

/** What to write: a name never without its password. */
export function changeFor(desired: Desired, key: ObservedKey, own: OwnPair, nameDiffers: boolean): Change {
  const { location } = key;
  const { kind } = desired;
  const expected = key.own[kind] ?? emptyPair;
  if (!usesAccount(desired.identityType)) return { location, kind, expected, ...removalOf(expected) };
  return {
    location,
    kind,
    expected,
    ...(nameDiffers ? { userName: { set: desired.userName } } : {}),
    ...(desired.password !== undefined ? { password: { set: desired.password } } : {}),
    ...(desired.passwordless === true && holdsPassword(own) ? { password: { remove: true } } : {}),
  };
}

/** The change that removes what is set of a pair. */
export function removalOf({ userName, password }: OwnPair): Pick<Change, "userName" | "password"> {
  return {
    ...(userName === undefined ? {} : { userName: { remove: true } }),
    ...(password === undefined ? {} : { password: { remove: true } }),
  };
}
