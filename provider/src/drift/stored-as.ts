import type { StoredPassword, WithoutName } from "../domain";
import { isEmpty } from "./difference";

/** What the halves of one kind come to that a key sets. Whatever looks for credentials goes by it. */
type StoredAs =
  /**
   * Nothing: no user name counts there, and no password but an empty one, which IIS Manager leaves, or what an export made
   * of such a one. Nobody logs on with it, and nobody could declare it.
   */
  | "nothing"
  /** A password without a user name: IIS does not use it, and nobody could declare it. */
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
