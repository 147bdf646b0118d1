import {
  accountNameFault,
  needsNoPassword,
  placeAt,
  sameAccount,
  type Kind,
  type Location,
  type OpaqueReason,
  type Secret,
  type Snapshot,
} from "../domain";
import { isEmpty } from "./difference";
import { isOfPart } from "./missing-above";
import { storedAs } from "./stored-as";
import type { StoredCredential } from "./stored-credentials";
import { clearPair, viewWith } from "./view";

/** Why a credential is declared without its password, so that only the name is kept in step. */
export type Unmanaged =
  | { readonly why: OpaqueReason }
  /** No password counts there. */
  | { readonly why: "absent" | "empty" }
  /** None is set there, and the keys above are not in the file. */
  | { readonly why: "not-in-file" }
  /** Only the name is set there, and the password that counts with it was set for another account, at the place `from`. */
  | { readonly why: "of-another-account"; readonly from: string }
  /** The key's type may not hold a password. */
  | { readonly why: "key-type" }
  /** It can't be passed on: it is not well-formed Unicode, or the store does not reveal it. */
  | { readonly why: "not-a-text" };

/** Why a password is not managed, in words. */
export function explained(unmanaged: Unmanaged): string {
  switch (unmanaged.why) {
    case "absent":
      return "none counts here";
    case "empty":
      return "an empty one counts here";
    case "not-in-file":
      return "none is set here, and the keys above are not in the file";
    case "of-another-account":
      return `only a name is set here, and ${unmanaged.from} holds another account's password`;
    case "key-type":
      return "a key of this type may not hold one";
    case "not-a-text":
      return "it can't be kept in a setting";
    default:
      return `it is ${unmanaged.why}`;
  }
}

/** One thing that may be said of a password: its text, that none may be stored, or why neither. */
export interface DeclarablePassword {
  readonly password?: Secret | undefined;
  readonly passwordless?: boolean | undefined;
  readonly unmanaged: Unmanaged | undefined;
}

/** What a stored credential comes to as a declaration: the account, and what may be said of its password, the most first. */
export interface Declarable {
  /** Empty for the pool's identity. */
  readonly userName: string;
  readonly passwords: readonly DeclarablePassword[];
}

/** @returns the sentence that says why there can be no declaration of it, if so */
export function declarable(snapshot: Snapshot, stored: StoredCredential): Declarable | string {
  const { kind, key, own, effective } = stored;
  if (effective === undefined) {
    return key.ambiguous ?? "A key that it inherits from can't be understood in one way.";
  }
  const userName = effective.userName?.value ?? "";
  if (storedAs(userName, own.password?.value, snapshot.withoutName?.[kind]) !== "credential") {
    const isPart = isOfPart(snapshot, key.location);
    return `A password without a user name: no name is set here, ${isPart ? "and the keys above are not in the file" : "nor above"}.`;
  }
  if (!isWellFormed(key.location + userName)) return "Its name is not well-formed Unicode.";
  const fault = userName === "" ? undefined : accountNameFault(userName);
  if (fault !== undefined) return `No Windows account can have its user name: it ${fault}.`;
  return { userName, passwords: passwordsToTry(snapshot, stored, userName) };
}

/** The last says nothing of the password that counts. */
function passwordsToTry(
  snapshot: Snapshot,
  { kind, key, own, effective }: StoredCredential,
  userName: string,
): readonly DeclarablePassword[] {
  if (userName === "") return [{ passwordless: true, unmanaged: undefined }];
  const found = effective?.password;
  const unmanaged = (why: Unmanaged): DeclarablePassword => ({ unmanaged: why });
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
