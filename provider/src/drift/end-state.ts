import { isBuiltIn, isManaged, type Snapshot } from "../domain";
import { isUnused } from "./account-targets";
import { isEmpty } from "./difference";
import type { StoredCredential } from "./stored-credentials";
import type { View } from "./view";

/**
 * What could replace a stored password from IIS 7 on, so that none is stored any more: a clause that is the same for every
 * place. `undefined` if there is nothing to replace.
 */
export function betterThanStored(view: View, credential: StoredCredential): string | undefined {
  const { kind, own, effective } = credential;
  const userName = effective?.userName?.value ?? "";
  if (!knowsPoolIdentity(view.snapshot) || own.password === undefined || isEmpty(own.password.value))
    return undefined;
  if (userName === "" || isBuiltIn(userName) || isManaged(userName)) return undefined;
  switch (kind) {
    case "anonymous":
      return "stores a password that it can do without: AnonymousIdentity with poolIdentity: true takes the pool's identity";
    case "wam":
      return isUnused(view, credential)
        ? undefined
        : "stores a password that it can do without: WamIdentity takes an identityType without an account, or with passwordless: true a managed one (DOMAIN\\name$)";
    case "unc":
      return undefined;
  }
}

const knowsPoolIdentity = ({ withoutName }: Snapshot): boolean => withoutName?.anonymous === "pool identity";
