import {
  emptyPair,
  kinds as allKinds,
  setsHalf,
  type AccountNames,
  type Kind,
  type Location,
  type ObservedKey,
  type OpaqueReason,
  type OwnPair,
  type Snapshot,
  type WithoutName,
} from "../domain";
import { credentialAt } from "./difference";
import { storedAs } from "./stored-as";
import { clearPair, unclear, viewWith, type EffectivePair, type View } from "./view";

/** The state of the password that counts somewhere: never its value. */
export type PasswordState = "set" | "empty" | "absent" | OpaqueReason;

/** A credential that a key sets itself, in whole or in half, with what counts there. */
export interface StoredCredential {
  readonly key: ObservedKey;
  readonly kind: Kind;
  readonly own: OwnPair;
  /** `undefined` where a key that would decide can't be understood in one way. */
  readonly effective: EffectivePair | undefined;
}

/**
 * Every key and kind with an own user name or an own password, readable or not, in the metabase's order. Those whose halves
 * amount to nothing are left out.
 *
 * @param isAsked which of them are asked for: of a large metabase, the others would take much memory
 * @param isAccount recognises the names of the account where no other's are asked for
 */
export function storedCredentials(
  snapshot: Snapshot,
  kinds: readonly Kind[] = allKinds,
  isAsked: (credential: StoredCredential) => boolean = () => true,
  isAccount?: AccountNames,
): readonly StoredCredential[] {
  const view = viewWith(snapshot, []);
  const stored: StoredCredential[] = [];
  const keys = isAccount === undefined ? undefined : snapshot.keysOf?.(isAccount);
  for (const key of keys ?? snapshot.keys) {
    for (const kind of kinds) {
      if (!setsHalf(key, kind, "userName") && !setsHalf(key, kind, "password")) continue;
      const found = lookAt(view, key, kind);
      if (!isNothing(found, snapshot.withoutName?.[kind]) && isAsked(found)) stored.push(found);
    }
  }
  return stored;
}

/** @param withoutName what a credential of the kind is without a user name */
function isNothing({ own, effective }: StoredCredential, withoutName: WithoutName | undefined): boolean {
  if (effective === undefined) return false;
  return (
    (own.userName === undefined && own.password === undefined && withoutName !== "pool identity") ||
    storedAs(effective.userName?.value, own.password?.value, withoutName) === "nothing"
  );
}

function lookAt(view: View, key: ObservedKey, kind: Kind): StoredCredential {
  const effective = clearPair(view.whatCounts(key, kind));
  const own = effective === undefined ? (key.own[kind] ?? emptyPair) : credentialAt(view, key, kind);
  return { key, kind, own, effective };
}

/**
 * Whether a user name is the one that counts at a stored credential: `unclear` if it is not known who counts there.
 *
 * @param isAccount recognises the names of the account
 */
export function countsAt(
  view: View,
  { key, kind, effective }: Pick<StoredCredential, "key" | "kind"> & Partial<StoredCredential>,
  isAccount: (userName: string) => boolean,
): boolean | "unclear" {
  const { userName } = effective ?? view.whatCounts(key, kind);
  const name = userName?.value ?? "";
  return name === unclear ? "unclear" : name !== "" && isAccount(name);
}

/** What is known of the password that counts; one behind an ambiguous key can't be read. */
export function passwordState({ effective }: Pick<StoredCredential, "effective">): PasswordState {
  if (effective === undefined) return "unreadable";
  const value = effective.password?.value;
  if (value === undefined) return "absent";
  switch (value.state) {
    case "empty":
      return "empty";
    case "opaque":
      return value.reason;
    case "comparable":
      return "set";
  }
}

/** Where a value comes from, seen from a key: `own`, an ancestor's location, or `null` where nothing is set. */
export function originOf(from: Location | undefined, key: ObservedKey): "own" | Location | null {
  if (from === undefined) return null;
  return from === key.location ? "own" : from;
}
