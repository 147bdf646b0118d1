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

/** The copies of an account. */
interface Copies {
  /** The account with what is known of it by now. */
  readonly account: DesiredAccount;
  readonly found: ReturnType<typeof findTargets>;
}

/** Decides what to do with every copy. @throws IdentityError as `planAccount` does */
export function planOn(snapshot: Snapshot, { account, found }: Copies, password: Secret): Planned {
  const desired = { ...account, password };
  try {
    return { snapshot, desired, plan: planAccount(snapshot, desired, [], found) };
  } catch (error) {
    throw isIdentityError(error) ? withOptionHint(error) : error;
  }
}

/**
 * Finds out whether there are copies. A former name that no copy holds is ignored from here on: what was typed may not
 * be a name at all, and is never printed.
 *
 * @throws IdentityError E_NO_COPY, E_AMBIGUOUS, E_UNKNOWN_LOCATION
 */
export function copiesIn(snapshot: Snapshot, kind: Kind, account: DesiredAccount): Copies {
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
  const formerNames = account.formerNames.filter(isHeld);
  if (formerNames.length === account.formerNames.length) return { account, found };
  const known = { ...account, formerNames };
  return { account: known, found: findTargets(snapshot, known) };
}
