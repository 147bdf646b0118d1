import { isDeepStrictEqual } from "node:util";
import { once, resolveLocation, type Credential, type Secret, type Snapshot } from "../../domain";
import {
  findTargets,
  planAccount,
  viewWith,
  type AccountPlan,
  type DesiredAccount,
  type Target,
} from "../../drift";
import type { DeclaredCredential } from "../host/claims";
import type { OpenMetabase } from "../host/metabases";
import type { AccountInputs } from "./inputs";

/** What an account's credential finds and wants at this moment. */
interface AccountSituation {
  readonly snapshot: Snapshot;
  readonly plan: AccountPlan;
  /** True where what `up` will do depends on something that is not known yet. */
  readonly isUnknown: boolean;
}

interface Decided {
  readonly desired: DesiredAccount;
  readonly found: ReturnType<typeof findTargets>;
  /** Left out where another resource is to write what decides about a copy, which may change with each call. */
  readonly plan: AccountPlan | undefined;
}

/** What was decided last on a reading, by resource: the engine's check and diff ask for the same. */
const decidedOn = once((_: Snapshot) => new Map<string, Decided>());

/** @throws IdentityError as `planAccount` and the store do */
export async function planNow(
  { store, claims }: OpenMetabase,
  { desired: declared, under, passwordUnknown, resourceName }: AccountInputs,
): Promise<AccountSituation> {
  const snapshot = await store.observe({ locations: [declared.under] });
  const desired = under === undefined ? declared : { ...declared, under: resolveLocation(snapshot, under) };
  const decided = decidedOn(snapshot);
  const before = decided.get(resourceName);
  const last = before !== undefined && isSame(before.desired, desired) ? before : undefined;
  const found = last?.found ?? findTargets(snapshot, desired);
  const pending = claims.pendingAboveAll(found.targets.map(credentialOf), snapshot);
  const isAlone = pending.length === 0;
  const plan = (isAlone ? last?.plan : undefined) ?? planAccount(snapshot, desired, pending, found);
  decided.set(resourceName, { desired, found, plan: isAlone ? plan : undefined });
  const view = viewWith(snapshot, pending);
  const isUnknown =
    passwordUnknown || plan.targets.some((target) => claims.inheritsUnknown(credentialOf(target), view));
  return { snapshot, plan: { ...plan, effects: claims.undeclared(plan.effects) }, isUnknown };
}

/** Secrets have nothing in common that can be seen from outside but whether they are equal. */
function isSame(
  { password, previousPassword, ...others }: DesiredAccount,
  { password: otherPassword, previousPassword: otherPrevious, ...rest }: DesiredAccount,
): boolean {
  const areEqual = (one: Secret | undefined, other: Secret | undefined): boolean =>
    one === undefined || other === undefined ? one === other : one.equals(other);
  return (
    areEqual(password, otherPassword) &&
    areEqual(previousPassword, otherPrevious) &&
    isDeepStrictEqual(others, rest)
  );
}

export function credentialOf({ key, kind }: Target): Credential {
  return { location: key.location, kind };
}

/**
 * What an account declares for one copy: a copy found by an alias keeps that spelling, and a copy that is only a
 * password gets no name, so that only its password is decided.
 */
export function declaredOf(inputs: AccountInputs, { match, found, own }: Target): DeclaredCredential {
  const declared = match === "alias" ? { ...inputs, userName: found } : inputs;
  if (own.userName !== undefined) return declared;
  return { ...declared, halves: declared.halves.filter((half) => half === "password") };
}
