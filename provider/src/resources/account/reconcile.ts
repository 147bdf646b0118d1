import { isIdentityError, type IdentityError } from "../../domain";
import { describeAccountDifference, describeTargets, type AccountPlan } from "../../drift";
import { untilUndisturbed } from "../../stores";
import { printLine } from "../host/diagnostics";
import { driftLines } from "../host/drift-lines";
import { HalfDone } from "../host/half-done";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import { Progress } from "../host/progress";
import { revisionOf, type Properties } from "../host/properties";
import { applyAll, notKnown, requireAcceptedEffects, tries } from "../host/write";
import { readAccountInputs, type AccountInputs } from "./inputs";
import { planNow } from "./plan";

/** Serves the engine's create. The id is the account's name at that time. @throws IdentityError as `updateAccount` */
export async function createAccount(declared: Properties): Promise<{ id: string; outs: Properties }> {
  const id = `account ${String(declared["userName"])}`;
  return { id, ...(await updateAccount({}, declared, id)) };
}

/**
 * Serves the engine's update: every copy that differs, in one commit. Where only some of them could be written, each is
 * named with what became of it.
 *
 * @throws IdentityError what the plan or the store throws, and E_EFFECTS
 */
export async function updateAccount(
  olds: Properties,
  declared: Properties,
  id: string,
): Promise<{ outs: Properties }> {
  const inputs = readAccountInputs(declared, olds);
  if (inputs === undefined || inputs.passwordUnknown) throw notKnown();
  const metabase = openMetabase(inputs.metabase);
  const progress = new Progress();
  try {
    const { targetsAfter } = await untilUndisturbed(tries, () =>
      writeDifferences(metabase, inputs, progress),
    );
    return { outs: { ...declared, locations: describeTargets(targetsAfter), drift: [] } };
  } catch (error) {
    if (!isIdentityError(error) || !progress.isPartial) throw error;
    for (const line of progress.lines(inputs.resourceName)) printLine(line);
    // What is left of another declaration is recognised by the name and the password that state still holds.
    if (recognised.some((name) => olds[name] !== undefined && olds[name] !== declared[name])) throw error;
    throw await halfDone(error, id, declared, metabase, inputs);
  }
}

/** By these what was declared before is known again. */
const recognised = ["userName", "password"] as const;

async function writeDifferences(
  metabase: OpenMetabase,
  inputs: AccountInputs,
  progress: Progress,
): Promise<AccountPlan> {
  const { plan } = await planNow(metabase, inputs);
  requireAcceptedEffects(plan.effects, inputs.acceptEffects, undefined);
  await applyAll(
    metabase,
    plan.drifted.map(({ change }) => change),
    progress,
  );
  return plan;
}

/** The same failure, with what state is to record of what was done, and what is left, if that can be read. */
async function halfDone(
  error: IdentityError,
  id: string,
  declared: Properties,
  metabase: OpenMetabase,
  inputs: AccountInputs,
): Promise<IdentityError> {
  try {
    const { plan } = await planNow(metabase, inputs);
    const drift = driftLines(plan.drifted.map(describeAccountDifference), revisionOf(declared));
    return new HalfDone(error, id, { ...declared, locations: describeTargets(plan.targetsAfter), drift });
  } catch (failure) {
    if (!isIdentityError(failure)) throw failure;
    return error;
  }
}
