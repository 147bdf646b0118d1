import {
  accountNameFault,
  emptyPair,
  isIdentityError,
  kinds,
  needsNoPassword,
  placeAt,
  type Kind,
  type Location,
  type OpaqueReason,
  sameAccount,
  type Secret,
  type Snapshot,
  type UnmanagedAccount,
} from "../domain";
import { isEmpty, stands, type Desired } from "./difference";
import { isOfPart } from "./missing-above";
import { planCredential } from "./plan";
import { storedAs } from "./stored-as";
import { storedCredentials, type StoredCredential } from "./stored-credentials";
import { clearPair, viewWith } from "./view";

/** Why a credential is declared without its password, so that only the name is kept in step. */
export type Unmanaged =
  | { readonly why: OpaqueReason }
  /** No password counts there. */
  | { readonly why: "absent" | "empty" }
  /** None is set there, and the keys above are not in the file. */
  | { readonly why: "not-in-file" }
  /** The name stands alone, and the password that counts with it was set for another account, at the place `from`. */
  | { readonly why: "of-another-account"; readonly from: string }
  /** The key's type may not hold a password. */
  | { readonly why: "key-type" }
  /** It can't be handed on: not well-formed Unicode, or not told by the store. */
  | { readonly why: "not-a-text" };

/** One stored credential, declared as it stands. */
export interface Adopted {
  readonly kind: Kind;
  readonly location: Location;
  /** As people know the place, safe to print. */
  readonly place: string;
  /** The one that counts, as it is spelled there; empty for the pool's identity. */
  readonly userName: string;
  readonly password: Secret | undefined;
  readonly passwordless: boolean;
  /** Set where neither a password nor its absence is declared. */
  readonly unmanaged: Unmanaged | undefined;
}

/** One stored credential that can't be declared without changing it. */
interface LeftOut {
  readonly kind: Kind;
  readonly location: Location;
  readonly place: string;
  /** A sentence for people, which holds no value. */
  readonly reason: string;
}

/** What a metabase's credentials come to as declarations. */
export interface Adoption {
  readonly adopted: readonly Adopted[];
  readonly leftOut: readonly LeftOut[];
  /** What names an account outside of the three kinds, and has to be changed by hand. */
  readonly byHand: readonly UnmanagedAccount[];
}

/**
 * Declares every credential of a metabase as it stands, in the metabase's order: each plans in sync, so that nothing is
 * written for any of them. The snapshot has to reveal passwords.
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
  return { adopted, leftOut: [...leftOut, ...nobodys(snapshot)], byHand: snapshot.unmanaged ?? [] };
}

/** Passwords that are no credential, because no user name counts with them: nothing else looks at them. */
function nobodys(snapshot: Snapshot): readonly LeftOut[] {
  const view = viewWith(snapshot, []);
  const inVain = kinds.filter((kind) => snapshot.withoutName?.[kind] === "nothing");
  return snapshot.keys.flatMap(({ location, own }) =>
    inVain
      .filter((kind) => {
        const counting = clearPair(view.whatCounts(location, kind));
        return (
          stands(own[kind] ?? emptyPair) && counting !== undefined && (counting.userName?.value ?? "") === ""
        );
      })
      .map((kind) => ({
        kind,
        location,
        place: placeAt(snapshot, location),
        reason: "A password without a user name: nobody uses it.",
      })),
  );
}

/** @returns the declaration, or why there can't be one */
function adopt(snapshot: Snapshot, stored: StoredCredential): Adopted | string {
  const { kind, key, own, effective } = stored;
  const { location } = key;
  const isPart = isOfPart(snapshot, location);
  if (effective === undefined) {
    return key.ambiguous ?? "A key that it inherits from can't be understood in one way.";
  }
  const userName = effective.userName?.value ?? "";
  if (storedAs(userName, own.password?.value, snapshot.withoutName?.[kind]) !== "credential") {
    return `A password without a user name: no name is set here, ${isPart ? "and the keys above are not in the file" : "nor above"}.`;
  }
  if (!isWellFormed(location + userName)) return "Its name is not well-formed Unicode.";
  const fault = userName === "" ? undefined : accountNameFault(userName);
  if (fault !== undefined) return `No Windows account can have its user name: it ${fault}.`;
  const place = placeAt(snapshot, location);
  const name = { kind, location, place, userName, password: undefined, passwordless: false };
  let reason =
    userName === ""
      ? "A password under the pool's identity (an empty user name): nobody uses it."
      : "It can't be declared without a change.";
  for (const candidate of passwordsToTry(snapshot, stored, userName)) {
    const adopted = { ...name, ...candidate };
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
export function desiredOf({ kind, location, userName, password, passwordless }: Adopted): Desired {
  return { kind, location, userName, password, passwordless };
}

type Candidate = Partial<Pick<Adopted, "password" | "passwordless">> & Pick<Adopted, "unmanaged">;

/** What may be said of the password that counts, the most first; the last says nothing of it. */
function passwordsToTry(
  snapshot: Snapshot,
  { kind, key, own, effective }: StoredCredential,
  userName: string,
): readonly Candidate[] {
  if (userName === "") return [{ passwordless: true, unmanaged: undefined }];
  const found = effective?.password;
  const unmanaged = (why: Unmanaged): Candidate => ({ unmanaged: why });
  if (found === undefined || isEmpty(found.value)) {
    const isPart = isOfPart(snapshot, key.location);
    const nameAlone = unmanaged({ why: found !== undefined ? "empty" : isPart ? "not-in-file" : "absent" });
    const needsNone = own.password !== undefined || needsNoPassword(userName);
    return needsNone ? [{ passwordless: true, unmanaged: undefined }, nameAlone] : [nameAlone];
  }
  if (found.value.state === "opaque") return [unmanaged({ why: found.value.reason })];
  const text = found.value.state === "comparable" ? found.value.text : undefined;
  if (text === undefined || !isWellFormed(text.reveal())) return [unmanaged({ why: "not-a-text" })];
  if (found.from !== key.location && !countsAt(snapshot, found.from, kind, userName)) {
    return [unmanaged({ why: "of-another-account", from: placeAt(snapshot, found.from) })];
  }
  return [{ password: text, unmanaged: undefined }, unmanaged({ why: "key-type" })];
}

/** True where this account is known to be the one that counts at a key. */
function countsAt(snapshot: Snapshot, location: Location, kind: Kind, userName: string): boolean {
  const found = clearPair(viewWith(snapshot, []).whatCounts(location, kind))?.userName?.value;
  return found !== undefined && sameAccount(found, userName, snapshot.machine);
}

/** False for a lone surrogate, which has no UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
