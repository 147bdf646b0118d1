import {
  emptyPair,
  isIdentityError,
  kinds,
  placeAt,
  type IdentityType,
  type Kind,
  type Location,
  type Secret,
  type Snapshot,
  type UnmanagedAccount,
} from "../domain";
import { declarable, type Unmanaged } from "./declarable";
import { holdsPassword, type Desired } from "./difference";
import { planCredential } from "./plan";
import { storedCredentials, type StoredCredential } from "./stored-credentials";
import { clearPair, viewWith } from "./view";

/** One stored credential, declared as it is. */
export interface Adopted {
  readonly kind: Kind;
  readonly location: Location;
  /** As people know the place, safe to print. */
  readonly place: string;
  /** The one that counts, as it is spelled there; empty for the pool's identity. */
  readonly userName: string;
  readonly password: Secret | undefined;
  readonly passwordless: boolean;
  /** Declared where the account would not be used otherwise. */
  readonly identityType?: IdentityType | undefined;
  /** Set if neither a password nor its absence is declared. */
  readonly unmanaged: Unmanaged | undefined;
  /** What people have to know besides, in a clause. */
  readonly note?: string | undefined;
}

/** One stored credential that can't be declared. */
export interface LeftOut {
  readonly kind: Kind;
  readonly location: Location;
  readonly place: string;
  /** A sentence for people, which holds no value. */
  readonly reason: string;
}

/** A metabase's credentials as declarations. */
export interface Adoption {
  readonly adopted: readonly Adopted[];
  readonly leftOut: readonly LeftOut[];
  /** What names an account outside of the three kinds, and has to be changed by hand. */
  readonly byHand: readonly UnmanagedAccount[];
  /** True where each is declared as it is, so that nothing is written for any of them. */
  readonly inSync: boolean;
}

/**
 * Declares every credential of a metabase as it is, in the metabase's order. Each is in sync with its declaration, so
 * nothing is written. The snapshot has to reveal passwords.
 */
export function adoptAll(snapshot: Snapshot): Adoption {
  const adopted: Adopted[] = [];
  const leftOut: LeftOut[] = [];
  for (const stored of storedCredentials(snapshot)) {
    const { kind, key } = stored;
    const { location } = key;
    const found = adopt(snapshot, stored);
    if (typeof found === "string")
      leftOut.push({ kind, location, place: placeAt(snapshot, location), reason: found });
    else adopted.push(found);
  }
  const byHand = snapshot.unmanaged ?? [];
  return { adopted, leftOut: [...leftOut, ...passwordsWithoutName(snapshot)], byHand, inSync: true };
}

/** Passwords that are no credential, because no user name counts with them: nothing else looks at them. */
function passwordsWithoutName(snapshot: Snapshot): readonly LeftOut[] {
  const view = viewWith(snapshot, []);
  const inVain = kinds.filter((kind) => snapshot.withoutName?.[kind] === "nothing");
  return snapshot.keys.flatMap(({ location, own }) =>
    inVain
      .filter((kind) => {
        const counting = clearPair(view.whatCounts(location, kind));
        return (
          holdsPassword(own[kind] ?? emptyPair) &&
          counting !== undefined &&
          (counting.userName?.value ?? "") === ""
        );
      })
      .map((kind) => ({
        kind,
        location,
        place: placeAt(snapshot, location),
        reason: "A password without a user name: it is not used.",
      })),
  );
}

/** @returns the declaration, or why there can't be one */
function adopt(snapshot: Snapshot, stored: StoredCredential): Adopted | string {
  const {
    kind,
    key: { location },
  } = stored;
  const found = declarable(snapshot, stored);
  if (typeof found === "string") return found;
  const { userName, passwords } = found;
  const place = placeAt(snapshot, location);
  const name = { kind, location, place, userName };
  let reason =
    userName === ""
      ? "A password under the pool's identity (an empty user name): it is not used."
      : "It can't be declared without a change.";
  for (const candidate of passwords) {
    const { password, passwordless = false, unmanaged } = candidate;
    const adopted = { ...name, password, passwordless, unmanaged };
    try {
      if (planCredential(snapshot, desiredOf(adopted), []).state === "in-sync") return adopted;
    } catch (error) {
      if (!isIdentityError(error)) throw error;
      reason = error.rule;
    }
  }
  return reason;
}

/** What an adopted credential declares. */
export function desiredOf(adopted: Adopted): Desired {
  const { kind, location, userName, password, passwordless, identityType } = adopted;
  return { kind, location, userName, password, passwordless, identityType };
}
