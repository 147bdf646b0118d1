import { describeTargets, type AccountPlan } from "../drift";
import { untilUndisturbed } from "../stores";
import { readAccountInputs, type AccountInputs } from "./account-inputs";
import { planNow } from "./account-plan";
import { openMetabase, type OpenMetabase } from "./metabases";
import type { Properties } from "./properties";
import { applyAll, notKnown, requireAcceptedEffects, tries } from "./write";

/** Serves the engine's create. The id is the account's name at that time. @throws IdentityError as `updateAccount` */
export async function createAccount(declared: Properties): Promise<{ id: string; outs: Properties }> {
  return { id: `account ${String(declared["userName"])}`, ...(await updateAccount({}, declared)) };
}

/**
 * Serves the engine's update: every copy that differs, in one commit.
 *
 * @throws IdentityError what the plan or the store throws, and E_EFFECTS
 */
export async function updateAccount(olds: Properties, declared: Properties): Promise<{ outs: Properties }> {
  const inputs = readAccountInputs(declared, olds);
  if (inputs === undefined || inputs.passwordUnknown) throw notKnown();
  const metabase = openMetabase(inputs.metabase);
  const { targetsAfter } = await untilUndisturbed(tries, () => writeDifferences(metabase, inputs));
  return { outs: { ...declared, locations: describeTargets(targetsAfter), drift: [] } };
}

async function writeDifferences(metabase: OpenMetabase, inputs: AccountInputs): Promise<AccountPlan> {
  const { plan } = await planNow(metabase, inputs);
  requireAcceptedEffects(plan.effects, inputs.acceptEffects, undefined);
  await applyAll(
    metabase,
    plan.drifted.map(({ change }) => change),
  );
  return plan;
}
