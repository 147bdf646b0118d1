import { isIdentityError, type Change, type Secret } from "../domain";
import {
  complusRefusal,
  describeDifference,
  describeEffects,
  describeRecycles,
  quoteName,
  recycledPools,
  viewWith,
  warningsOf,
  type Difference,
} from "../drift";
import { printLine } from "./diagnostics";
import { identitySchema, readInputs, type IdentityInputs } from "./identity-inputs";
import { accountToInherit } from "./inherit";
import { openMetabase, type OpenMetabase } from "./metabases";
import type { Checked } from "./methods";
import { compare, driftLines, observe, plan, type Situation } from "./plan-identity";
import { requireArguments, revisionOf, secretOf, without, type Properties } from "./properties";

/**
 * Validates an identity's inputs, compares them with the live metabase, and adds two inputs: `revision`, one higher
 * than recorded where something drifted, and `drift`, which names what. Names go to standard error as well.
 */
export async function check(olds: Properties, news: Properties): Promise<Checked> {
  const declared = without(news, "drift");
  const unchanged = { ...declared, revision: revisionOf(olds) };
  return answer(unchanged, async () => {
    requireArguments(identitySchema, news);
    const inputs = readInputs(news);
    if (inputs === undefined) return unchanged;
    const metabase = openMetabase(inputs.metabase);
    const situation = await observe(metabase, inputs);
    metabase.claims.require(inputs, inputs, situation.snapshot.machine);

    const outcome = await decide(metabase, situation, inputs, secretOf(olds["password"]));
    metabase.claims.add(inputs, inputs, outcome.change);
    if (inputs.onDelete === "inherit") announceInheritance(situation, inputs, olds["onDelete"] !== "inherit");
    print(situation, inputs, outcome);
    if (outcome.differences.length === 0) return unchanged;
    const revision = revisionOf(olds) + 1;
    return { ...declared, revision, drift: driftLines(outcome.differences, revision) };
  });
}

/** Answers with the inputs, or with the failure and the inputs as they were. A failure names no property. */
export async function answer(unchanged: Properties, inputs: () => Promise<Properties>): Promise<Checked> {
  try {
    return { inputs: await inputs(), failures: [] };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { inputs: unchanged, failures: [{ property: "", reason: error.message }] };
  }
}

interface Outcome {
  readonly differences: readonly Difference[];
  readonly change: Change | undefined;
  /** Lines for people about keys that are not declared. */
  readonly effects: readonly string[];
}

async function decide(
  { store }: OpenMetabase,
  situation: Situation,
  inputs: IdentityInputs,
  previous: Secret | undefined,
): Promise<Outcome> {
  if (inputs.passwordUnknown) {
    const { differences } = compare(situation, inputs, previous);
    return { differences, change: undefined, effects: [] };
  }
  const planned = plan(situation, inputs, previous);
  if (planned.state === "in-sync") return { differences: [], change: undefined, effects: [] };
  const { differences, change, effects } = planned;
  const refusal =
    complusRefusal(situation.snapshot, change, inputs.complus === "acknowledged") ??
    (await store.refusal(change));
  if (refusal !== undefined) throw refusal;
  const caution = await store.caution?.(change);
  const refused = effects.strangers.length > 0 && !inputs.acceptEffects;
  return {
    differences,
    change,
    effects: [
      ...describeEffects(effects),
      ...describeRecycles(recycledPools(viewWith(situation.snapshot, []), [change], effects)),
      ...(caution === undefined ? [] : [caution]),
      ...(refused ? ["up refuses this change without acceptEffects: true"] : []),
    ],
  };
}

function announceInheritance(situation: Situation, inputs: IdentityInputs, isNew: boolean): void {
  const userName = accountToInherit(situation, inputs);
  if (isNew) printLine(`${inputs.location} onDelete: inherit would leave the account ${quoteName(userName)}`);
}

function print({ snapshot, pending }: Situation, inputs: IdentityInputs, outcome: Outcome): void {
  const { differences, change, effects } = outcome;
  const key = snapshot.key(inputs.location);
  if (key === undefined) return;
  if (differences.length > 0) printLine(`${key.location} ${differences.map(describeDifference).join("; ")}`);
  for (const line of effects) printLine(`${key.location} ${line}`);
  const after = viewWith(snapshot, change === undefined ? pending : [...pending, change]);
  const password = inputs.password !== undefined || inputs.passwordUnknown;
  for (const warning of warningsOf(after, { key, kind: inputs.kind, userName: inputs.userName, password })) {
    printLine(`warning: ${key.location}: ${warning}`);
  }
}
