import { canonicalAccount, isIdentityError, type Kind, type Secret, type Snapshot } from "../domain";
import {
  doubtRefusal,
  findTargets,
  hasLocation,
  planAccount,
  unknownLocation,
  type AccountPlan,
  type DesiredAccount,
} from "../drift";
import { noCopy, withOptionHint } from "./sync-error";

/** What is to be done at this moment. */
export interface Planned {
  readonly snapshot: Snapshot;
  readonly desired: DesiredAccount;
  readonly plan: AccountPlan;
}

/** Decides what to do with every copy. @throws IdentityError as `copiesIn` and `planAccount` do */
export function planOn(snapshot: Snapshot, kind: Kind, account: DesiredAccount, password: Secret): Planned {
  const desired = { ...copiesIn(snapshot, kind, account), password };
  try {
    return { snapshot, desired, plan: planAccount(snapshot, desired, []) };
  } catch (error) {
    throw isIdentityError(error) ? withOptionHint(error) : error;
  }
}

/**
 * Finds out whether there are copies. A former name that no copy holds is ignored from here on: what was typed may not
 * be a name at all, and is never printed.
 *
 * @returns the account with what is known of it by then
 * @throws IdentityError E_NO_COPY, E_AMBIGUOUS, E_UNKNOWN_LOCATION
 */
export function copiesIn(snapshot: Snapshot, kind: Kind, account: DesiredAccount): DesiredAccount {
  const found = findTargets(snapshot, account);
  const doubt = doubtRefusal(found);
  if (doubt !== undefined) throw withOptionHint(doubt);
  if (!hasLocation(snapshot, account.under)) throw unknownLocation(snapshot, account.under);
  const holders = [...found.targets, ...found.unused];
  if (holders.length === 0) throw noCopy(snapshot, kind, account);
  const canonical = (name: string): string => canonicalAccount(name, snapshot.machine);
  const held = new Set(
    holders.flatMap(({ match, found: name }) => (match === "former" ? [canonical(name)] : [])),
  );
  const isHeld = (former: string): boolean => held.has(canonical(former));
  return { ...account, formerNames: account.formerNames.filter(isHeld) };
}
