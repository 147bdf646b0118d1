import type { StoredPassword, WithoutName } from "../domain";
import { isEmpty } from "./difference";

/** What the halves of one kind at a key amount to. Everything that looks for credentials follows this. */
type StoredAs =
  /**
   * Not a credential: no user name counts there, and the password is missing or empty, as IIS Manager leaves it, or is what
   * an export makes of an empty one. IIS does not log on with it, and it can't be declared.
   */
  | "nothing"
  /** A password without a user name: IIS does not use it, and it can't be declared. */
  | "password alone"
  | "credential";

/**
 * @param userName the one that counts
 * @param password the key's own
 * @param withoutName what the metabase says that a credential without a user name is
 */
export function storedAs(
  userName: string | undefined,
  password: StoredPassword | undefined,
  withoutName?: WithoutName,
): StoredAs {
  if (userName !== undefined && userName !== "") return "credential";
  if (withoutName !== undefined) return withoutName === "nothing" ? "nothing" : "credential";
  return password === undefined || isEmpty(password) || isExported(password) ? "nothing" : "password alone";
}

/** An export hides even from itself whether a password was empty. */
function isExported(password: StoredPassword): boolean {
  return password.state === "opaque" && password.reason === "exported";
}
