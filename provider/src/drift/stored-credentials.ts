import {
  emptyPair,
  kinds as allKinds,
  setsHalf,
  type Kind,
  type Location,
  type ObservedKey,
  type OpaqueReason,
  type OwnPair,
  type Snapshot,
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
 */
export function storedCredentials(
  snapshot: Snapshot,
  kinds: readonly Kind[] = allKinds,
): readonly StoredCredential[] {
  const view = viewWith(snapshot, []);
  return snapshot.keys.flatMap((key) =>
    kinds.flatMap((kind) => {
      const sets = setsHalf(key, kind, "userName") || setsHalf(key, kind, "password");
      if (!sets) return [];
      const found = lookAt(view, key, kind);
      const { own, effective } = found;
      if (effective === undefined) return [found];
      const withoutName = snapshot.withoutName?.[kind];
      const isNothing =
        (own.userName === undefined && own.password === undefined && withoutName !== "pool identity") ||
        storedAs(effective.userName?.value, own.password?.value, withoutName) === "nothing";
      return isNothing ? [] : [found];
    }),
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
