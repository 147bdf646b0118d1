import { isDeepStrictEqual } from "node:util";
import { describeAccountDifference, describeTargets } from "../drift";
import { readAccountInputs } from "./account-inputs";
import { planNow } from "./account-plan";
import { openMetabase } from "./metabases";
import type { Compared, Refreshed } from "./methods";
import { numbered } from "./plan-identity";
import { hasDrift, revisionOf, type Properties } from "./properties";

/** What state records of an account's declaration; the rest is computed or decides nothing. */
const declared = [
  "metabase",
  "userName",
  "password",
  "passwordless",
  "kinds",
  "under",
  "aliases",
  "formerNames",
  "unused",
  "allowNone",
  "acceptEffects",
  "complus",
] as const;

/**
 * Serves the engine's diff: another declaration, a copy that differs, or another list of copies is an update.
 *
 * @throws IdentityError as `planAccount` and the store do
 */
export async function diffAccount(olds: Properties, news: Properties): Promise<Compared> {
  if (declared.some((name) => !isDeepStrictEqual(olds[name], news[name]))) return { changes: true };
  // What a refresh found is in the outputs until an update takes it back.
  if (hasDrift(olds)) return { changes: true };
  const inputs = readAccountInputs(news, olds);
  if (inputs === undefined || inputs.passwordUnknown) return { changes: true };
  const { plan } = await planNow(openMetabase(inputs.metabase), inputs);
  const sameCopies = isDeepStrictEqual(olds["locations"], describeTargets(plan.targetsAfter));
  return { changes: plan.drifted.length > 0 || !sameCopies };
}

/**
 * Serves refresh: the copies that are there now and how they differ. An account's credential has no location that could
 * be gone, so it is never dropped from state.
 *
 * @throws IdentityError as `planAccount` and the store do
 */
export async function readAccount(id: string, state: Properties): Promise<Refreshed> {
  const inputs = readAccountInputs(state, {});
  if (inputs === undefined) return { id, props: state };
  const { plan } = await planNow(openMetabase(inputs.metabase), inputs);
  const drift = numbered(plan.drifted.map(describeAccountDifference), revisionOf(state) + 1);
  return { id, props: { ...state, locations: describeTargets(plan.targetsAfter), drift } };
}
