import { canonicalAccount, isBuiltIn, type Snapshot } from "../domain";
import { isEmpty } from "./difference";
import { storedCredentials, type StoredCredential } from "./stored-credentials";

/** Every stored credential of one account, in the metabase's order. */
export interface StoredCopies {
  /** As the first of them spells it. */
  readonly userName: string;
  readonly copies: readonly StoredCredential[];
  /** Groups of copies that set a password of their own which can be compared, the largest first; one for each password. */
  readonly byPassword: readonly (readonly StoredCredential[])[];
}

/** Gathers the stored credentials by the account that counts there. Built-in accounts have no password and are left out. */
export function storedCopies(
  snapshot: Snapshot,
  credentials: readonly StoredCredential[] = storedCredentials(snapshot),
): ReadonlyMap<string, StoredCopies> {
  const accounts = new Map<string, { userName: string; copies: StoredCredential[] }>();
  for (const credential of credentials) {
    const userName = credential.effective?.userName?.value ?? "";
    if (userName === "" || isBuiltIn(userName)) continue;
    const name = canonicalAccount(userName, snapshot.machine);
    const account = accounts.get(name);
    if (account === undefined) accounts.set(name, { userName, copies: [credential] });
    else account.copies.push(credential);
  }
  return new Map(
    [...accounts].map(([name, { userName, copies }]) => [
      name,
      { userName, copies, byPassword: byPassword(copies) },
    ]),
  );
}

function byPassword(copies: readonly StoredCredential[]): readonly (readonly StoredCredential[])[] {
  const groups = new Map<string, StoredCredential[]>();
  for (const copy of copies) {
    const password = copy.own.password?.value;
    if (password?.state !== "comparable" || isEmpty(password)) continue;
    const { fingerprint } = password;
    const group = groups.get(fingerprint);
    if (group === undefined) groups.set(fingerprint, [copy]);
    else group.push(copy);
  }
  return [...groups.values()].sort((left, right) => right.length - left.length);
}
