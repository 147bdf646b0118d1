import { isIdentityError, Secret, type Change } from "../domain";
import { describeDifference, describeEffects, quoteName, type Difference } from "../drift";
import { printLine } from "./diagnostics";
import { readInputs, without, type IdentityInputs, type Properties } from "./identity-inputs";
import { accountToInherit } from "./inherit";
import { openMetabase, type OpenMetabase } from "./metabases";
import { compare, driftLines, observe, plan, type Situation } from "./plan-identity";

export interface Checked {
  readonly inputs: Properties;
  readonly failures: { property: string; reason: string }[];
}

/**
 * Validates an identity's inputs, compares them with the live metabase, and adds two inputs: `revision`, one higher
 * than recorded where something drifted, and `drift`, which names what. Names go to standard error as well. A failure
 * names no property, since the engine would print that property's value.
 */
export async function check(olds: Properties, news: Properties): Promise<Checked> {
  const recorded = typeof olds["revision"] === "number" ? olds["revision"] : 0;
  const declared = without(news, "drift");
  const unchanged = { ...declared, revision: recorded };
  try {
    const inputs = readInputs(news);
    if (inputs === undefined) return { inputs: unchanged, failures: [] };
    const metabase = openMetabase(inputs.metabase);
    const situation = await observe(metabase, inputs);
    metabase.claims.require(inputs, situation.snapshot.machine);
    const previous = typeof olds["password"] === "string" ? new Secret(olds["password"]) : undefined;

    const { differences, change, effects } = await decide(metabase, situation, inputs, previous);
    metabase.claims.add(inputs, change);
    if (inputs.onDelete === "inherit") announceInheritance(situation, inputs, olds["onDelete"] !== "inherit");
    if (differences.length === 0) return { inputs: unchanged, failures: [] };

    const spelled = situation.snapshot.key(inputs.location)?.location ?? inputs.location;
    printLine(`${spelled} ${differences.map(describeDifference).join("; ")}`);
    for (const line of effects) printLine(`${spelled} ${line}`);
    const revision = recorded + 1;
    return { inputs: { ...declared, revision, drift: driftLines(differences, revision) }, failures: [] };
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
  const refusal = await store.refusal(change);
  if (refusal !== undefined) throw refusal;
  const refused = effects.strangers.length > 0 && !inputs.acceptEffects;
  return {
    differences,
    change,
    effects: [
      ...describeEffects(effects),
      ...(refused ? ["up refuses this change without acceptEffects: true"] : []),
    ],
  };
}

function announceInheritance(situation: Situation, inputs: IdentityInputs, isNew: boolean): void {
  const userName = accountToInherit(situation, inputs);
  if (isNew) printLine(`${inputs.location} onDelete: inherit would leave the account ${quoteName(userName)}`);
}
