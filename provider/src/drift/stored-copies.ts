import { canonicalAccount, grouped, isBuiltIn, type Snapshot } from "../domain";
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
  const nameOf = ({ effective }: StoredCredential): string => effective?.userName?.value ?? "";
  const named = credentials.filter((each) => nameOf(each) !== "" && !isBuiltIn(nameOf(each)));
  const accounts = grouped(named, (each) => canonicalAccount(nameOf(each), snapshot.machine));
  return new Map(
    [...accounts].map(([name, copies]) => {
      const userName = copies[0] === undefined ? "" : nameOf(copies[0]);
      return [name, { userName, copies, byPassword: byPassword(copies) }];
    }),
  );
}

function byPassword(copies: readonly StoredCredential[]): readonly (readonly StoredCredential[])[] {
  const comparable = copies.flatMap((copy) => {
    const password = copy.own.password?.value;
    return password?.state === "comparable" && !isEmpty(password) ? [{ copy, password }] : [];
  });
  return [...grouped(comparable, ({ password }) => password.fingerprint).values()]
    .map((group) => group.map(({ copy }) => copy))
    .sort((left, right) => right.length - left.length);
}
