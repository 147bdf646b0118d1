import { requireXmlText } from "../document";
import { isIdentityError, storedFormRefusal, type Change, type IdentityError } from "../domain";

/** Why a text can't be stored in XML, or not as what it is; `undefined` if it can. */
export function textRefusal(change: Change): IdentityError | undefined {
  const { location, userName, password } = change;
  const secret = password !== undefined && "set" in password ? password.set : undefined;
  const storedForm = secret && storedFormRefusal(secret.reveal(), location);
  if (storedForm !== undefined) return storedForm;
  try {
    if (userName !== undefined && "set" in userName) requireXmlText(userName.set, change);
    if (secret !== undefined) requireXmlText(secret.reveal(), change);
  } catch (error) {
    if (isIdentityError(error)) return error;
    throw error;
  }
  return undefined;
}
