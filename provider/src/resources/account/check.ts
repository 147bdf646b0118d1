import { IdentityError, type Snapshot } from "../../domain";
import { describeAccountDifference, describeTargets, reportAccount, type AccountPlan } from "../../drift";
import { reviewChanges } from "../../operations";
import { requireAccountNames } from "../host/account-names";
import { answer } from "../host/answer";
import { printLine } from "../host/diagnostics";
import { driftLines } from "../host/drift-lines";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import type { Checked } from "../host/methods";
import {
  requireArguments,
  revisionOf,
  undecided,
  unknownValue,
  without,
  type Properties,
} from "../host/properties";
import { accountSchema, readAccountInputs, type AccountInputs } from "./inputs";
import { recordedCopies } from "./locations";
import { credentialOf, declaredOf, planNow } from "./plan";

/**
 * Validates an account's inputs, finds its copies in the live metabase, and adds three inputs: `revision` and `drift`
 * as an identity has them, and `locations`, the copies, so that one that joined or left in step is a named change.
 */
export async function checkAccount(olds: Properties, news: Properties): Promise<Checked> {
  const declared = without(without(news, "drift"), "locations");
  const { locations } = olds;
  const unchanged = {
    ...declared,
    revision: revisionOf(olds),
    ...(locations === undefined ? {} : { locations }),
  };
  return answer(unchanged, async () => {
    requireArguments(accountSchema, news);
    requireAccountNames(news);
    const inputs = readAccountInputs(news, olds);
    if (inputs === undefined) return { ...declared, ...undecided, locations: unknownValue };
    const metabase = openMetabase(inputs.metabase);
    const { snapshot, plan, isUnknown } = await planNow(metabase, inputs);
    for (const target of plan.targets) {
      metabase.claims.require(credentialOf(target), declaredOf(inputs, target), snapshot.machine);
    }
    if (!isUnknown) await requireWritable(metabase, snapshot, plan, inputs);
    print(snapshot, isUnknown ? foreseen(plan) : plan, inputs);
    requireCopies(plan, inputs, olds["revision"] === undefined);
    const changes = new Map(plan.drifted.map(({ target, change }) => [target, change]));
    for (const target of plan.targets) {
      metabase.claims.add(credentialOf(target), declaredOf(inputs, target), changes.get(target), isUnknown);
    }

    const { drifted } = plan;
    const found = { ...declared, locations: recordedCopies(describeTargets(plan.targetsAfter), locations) };
    if (isUnknown) return { ...found, ...undecided };
    if (drifted.length === 0) return { ...found, revision: revisionOf(olds) };
    const revision = revisionOf(olds) + 1;
    return { ...found, revision, drift: driftLines(drifted.map(describeAccountDifference), revision) };
  });
}

/** What is certain about a plan while a password that counts there is not known yet, and what would be refused. */
function foreseen(plan: AccountPlan): AccountPlan {
  const drifted = plan.drifted.flatMap((each) => {
    const differences = each.differences.filter(({ half }) => half === "userName");
    return differences.length === 0 ? [] : [{ ...each, differences }];
  });
  return { ...plan, drifted, effects: { ...plan.effects, inheriting: [] } };
}

async function requireWritable(
  { store }: OpenMetabase,
  snapshot: Snapshot,
  { drifted }: AccountPlan,
  { complus, resourceName }: AccountInputs,
): Promise<void> {
  const { refusal, notWritten, storeWarnings } = await reviewChanges(store, snapshot, drifted, complus);
  if (refusal !== undefined) throw refusal;
  for (const warning of storeWarnings) printLine(`${resourceName}: ${warning}`);
  if (notWritten !== undefined) printLine(`${resourceName}: up refuses this change: ${notWritten.message}`);
}

function requireCopies(
  { targets }: AccountPlan,
  { resourceName, allowNone, userName }: AccountInputs,
  isNew: boolean,
): void {
  if (targets.length > 0) return;
  if (isNew && !allowNone) {
    throw new IdentityError({
      code: "E_NO_COPY",
      message: `${resourceName}: no key holds a copy of ${userName}.`,
      hint: "Check the spelling, name its other spellings in aliases or formerNames, or set allowNone: true.",
    });
  }
  printLine(`${resourceName} found no copy of ${userName}`);
}

function print(snapshot: Snapshot, plan: AccountPlan, inputs: AccountInputs): void {
  const { resourceName, userName, acceptEffects } = inputs;
  const { drifted, effects, notes, warnings } = reportAccount(snapshot, plan, userName);
  for (const difference of drifted) printLine(describeAccountDifference(difference));
  for (const line of effects) printLine(`${resourceName}: ${line}`);
  if (plan.effects.othersHalves.length > 0 && !acceptEffects) {
    printLine(`${resourceName}: up refuses this change without acceptEffects: true`);
  }
  for (const note of notes) printLine(`${resourceName}: ${note}`);
  for (const warning of warnings) printLine(`warning: ${warning}`);
}
