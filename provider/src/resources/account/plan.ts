import { resolveLocation, type Credential, type Snapshot } from "../../domain";
import { findTargets, planAccount, viewWith, type AccountPlan, type Target } from "../../drift";
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

/** @throws IdentityError as `planAccount` and the store do */
export async function planNow(
  { store, claims }: OpenMetabase,
  { desired: declared, under, passwordUnknown }: AccountInputs,
): Promise<AccountSituation> {
  const snapshot = await store.observe({ locations: [declared.under] });
  const desired = under === undefined ? declared : { ...declared, under: resolveLocation(snapshot, under) };
  const found = findTargets(snapshot, desired);
  const pending = claims.pendingAboveAll(found.targets.map(credentialOf), snapshot);
  const plan = planAccount(snapshot, desired, pending, found);
  const view = viewWith(snapshot, pending);
  const isUnknown =
    passwordUnknown || plan.targets.some((target) => claims.inheritsUnknown(credentialOf(target), view));
  return { snapshot, plan: { ...plan, effects: claims.undeclared(plan.effects) }, isUnknown };
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
