import { bareName, foldCase, isAtOrBeneath, type Snapshot } from "../domain";
import { matcherOf, type DesiredAccount } from "./account-targets";
import { storedCredentials, type StoredCredential } from "./stored-credentials";

/** Credentials that somebody who changes an account may forget: none of them is among its managed copies. */
interface RelatedCredentials {
  /** The same account, as another kind or outside of where it is kept in step. */
  readonly sameAccount: readonly StoredCredential[];
  /** The other account that IIS made for the same machine: `IWAM_WEB01` beside `IUSR_WEB01`. */
  readonly twins: readonly StoredCredential[];
  /** Names that differ only in their domain, and that are not declared to be the account. */
  readonly namesakes: readonly StoredCredential[];
}

/** Looks for them in the whole reading, also outside of the scope. */
export function relatedCredentials(snapshot: Snapshot, desired: DesiredAccount): RelatedCredentials {
  const names = [desired.userName, ...desired.formerNames];
  const twins = new Set(names.flatMap(twinOf));
  const bareNames = new Set(names.map((name) => foldCase(bareName(name))));
  const matchOf = matcherOf(desired, snapshot.machine);
  const isAccount = (name: string): boolean => matchOf(name) !== undefined;
  const named = storedCredentials(snapshot).flatMap((each) => {
    const name = each.effective?.userName?.value ?? "";
    return name === "" ? [] : [{ each, name }];
  });
  const isInScope = ({ kind, key }: StoredCredential): boolean =>
    desired.kinds.includes(kind) && isAtOrBeneath(key.location, desired.under);
  return {
    sameAccount: named.flatMap(({ each, name }) => (!isInScope(each) && isAccount(name) ? [each] : [])),
    twins: named.flatMap(({ each, name }) => (twins.has(foldCase(bareName(name))) ? [each] : [])),
    namesakes: named.flatMap(({ each, name }) =>
      bareNames.has(foldCase(bareName(name))) && !isAccount(name) ? [each] : [],
    ),
  };
}

function twinOf(userName: string): readonly string[] {
  const [, prefix, machine] = /^(IUSR|IWAM)_(.+)$/s.exec(foldCase(bareName(userName))) ?? [];
  if (prefix === undefined || machine === undefined) return [];
  return [`${prefix === "IUSR" ? "IWAM" : "IUSR"}_${machine}`];
}
