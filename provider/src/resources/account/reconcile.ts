import { isIdentityError, type IdentityError } from "../../domain";
import { describeAccountDifference, describeTargets, effectsRefusal, type AccountPlan } from "../../drift";
import { failureOf, isPartial } from "../../operations";
import { printLine } from "../host/diagnostics";
import { driftLines } from "../host/drift-lines";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import { PartialFailure } from "../host/partial-failure";
import { requireKnown, revisionOf, type Properties } from "../host/properties";
import { outcomeLines, write } from "../host/write";
import { readAccountInputs, type AccountInputs } from "./inputs";
import { recordedCopies } from "./locations";
import { planNow } from "./plan";

/** Serves the engine's create. The id is the account's name at that time. @throws IdentityError as `updateAccount` */
export async function createAccount(declared: Properties): Promise<{ id: string; outs: Properties }> {
  const id = `account ${String(declared["userName"])}`;
  return { id, ...(await updateAccount({}, declared, id)) };
}

/**
 * Serves the engine's update: writes every copy that differs, in one commit. If only some of them could be written, it
 * reports what became of each.
 *
 * @throws IdentityError what the plan or the store throws, and E_EFFECTS
 */
export async function updateAccount(
  olds: Properties,
  declared: Properties,
  id: string,
): Promise<{ outs: Properties }> {
  const inputs = requireKnown(readAccountInputs(declared, olds));
  const metabase = openMetabase(inputs.metabase);
  let targetsAfter: AccountPlan["targetsAfter"] = [];
  const outcomes = await write(metabase, async () => {
    const { plan } = await planNow(metabase, inputs);
    const refusal = effectsRefusal(plan.effects, inputs.acceptEffects, undefined);
    if (refusal !== undefined) throw refusal;
    ({ targetsAfter } = plan);
    return plan;
  });
  const failure = failureOf(outcomes);
  if (failure === undefined)
    return {
      outs: {
        ...declared,
        locations: recordedCopies(describeTargets(targetsAfter), declared["locations"]),
        drift: [],
      },
    };
  if (!isPartial(outcomes)) throw failure;
  for (const line of outcomeLines(outcomes, inputs.resourceName)) printLine(line);
  // What is left of an earlier declaration is recognised by the name and the password that state still holds.
  if (recognised.some((name) => olds[name] !== undefined && olds[name] !== declared[name])) throw failure;
  throw await partialFailure(failure, id, declared, metabase, inputs);
}

/** By these what was declared before is known again. */
const recognised = ["userName", "password"] as const;

/** The same failure, with what state has to record about what was done and, if that can be read, what is left. */
async function partialFailure(
  error: IdentityError,
  id: string,
  declared: Properties,
  metabase: OpenMetabase,
  inputs: AccountInputs,
): Promise<IdentityError> {
  try {
    const { plan } = await planNow(metabase, inputs);
    const drift = driftLines(plan.drifted.map(describeAccountDifference), revisionOf(declared));
    return new PartialFailure(error, id, {
      ...declared,
      locations: recordedCopies(describeTargets(plan.targetsAfter), declared["locations"]),
      drift,
    });
  } catch (failure) {
    if (!isIdentityError(failure)) throw failure;
    return error;
  }
}
