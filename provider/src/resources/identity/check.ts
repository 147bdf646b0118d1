import { parseLocation, placeAt, placeName, type Change, type Secret } from "../../domain";
import {
  describeDifference,
  describeEffects,
  describeRecycles,
  recycledPools,
  viewWith,
  warningsOf,
  type Difference,
} from "../../drift";
import { reviewChanges } from "../../operations";
import { requireAccountNames } from "../host/account-names";
import { answer } from "../host/answer";
import { printLine } from "../host/diagnostics";
import { driftLines } from "../host/drift-lines";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import type { Checked } from "../host/methods";
import {
  knownOf,
  requireArguments,
  revisionOf,
  secretOf,
  undecided,
  without,
  type Properties,
} from "../host/properties";
import { leftByInherit } from "./delete";
import { identitySchema, readInputs } from "./inputs";
import { isUndecided, observe, plan, type Situation } from "./plan";

/**
 * Validates an identity's inputs, compares them with the live metabase, and adds two inputs: `revision`, one higher
 * than recorded if something drifted, and `drift`, which names what drifted. The names also go to standard error.
 */
export async function check(olds: Properties, news: Properties): Promise<Checked> {
  const declared = without(news, "drift");
  const unchanged = { ...declared, revision: revisionOf(olds) };
  return answer(unchanged, async () => {
    requireArguments(identitySchema, news);
    requireAccountNames(news);
    const inputs = readInputs(news);
    if (inputs === undefined) {
      claimUnknown(news);
      return { ...declared, ...undecided };
    }
    const metabase = openMetabase(inputs.metabase);
    const situation = await observe(metabase, inputs);
    const meant = situation.inputs;
    metabase.claims.require(meant, meant, situation.snapshot.machine);

    const isUnknown = isUndecided(situation);
    const outcome = await decide(metabase, situation, secretOf(olds["password"]), isUnknown);
    metabase.claims.add(meant, meant, outcome.change, isUnknown);
    if (inputs.onDelete === "inherit") {
      const left = `would leave ${leftByInherit(situation)}`;
      const place = placeAt(situation.snapshot, situation.inputs.location);
      if (olds["onDelete"] !== "inherit") printLine(`${place} onDelete: inherit ${left}`);
    }
    print(situation, outcome);
    if (isUnknown) return { ...declared, ...undecided };
    if (outcome.differences.length === 0) return unchanged;
    const revision = revisionOf(olds) + 1;
    return {
      ...declared,
      revision,
      drift: driftLines(outcome.differences.map(describeDifference), revision),
    };
  });
}

/** What inherits from a location that is not fully known yet is not known either. */
function claimUnknown(news: Properties): void {
  const { properties } = knownOf(news);
  const known = identitySchema.pick({ resourceName: true, kind: true, metabase: true, location: true });
  const { success, data } = known.safeParse(properties);
  if (!success) return;
  const credential = { kind: data.kind, location: parseLocation(data.location) };
  openMetabase(data.metabase).claims.addUnknown(credential, data.resourceName);
}

interface CheckOutcome {
  readonly differences: readonly Difference[];
  readonly change: Change | undefined;
  /** Lines for people about keys that are not declared. */
  readonly effects: readonly string[];
}

/** While a password that counts there is not known yet: what is certain, and what would be refused. */
async function decide(
  { store }: OpenMetabase,
  situation: Situation,
  previous: Secret | undefined,
  isUnknown: boolean,
): Promise<CheckOutcome> {
  const { inputs } = situation;
  const planned = plan(situation, previous);
  if (planned.state === "in-sync") return { differences: [], change: undefined, effects: [] };
  const { differences, change, effects } = planned;
  const isRefused = effects.othersHalves.length > 0 && !inputs.acceptEffects;
  const refused = isRefused ? ["up refuses this change without acceptEffects: true"] : [];
  if (isUnknown) {
    return {
      differences: differences.filter(({ half }) => half !== "password"),
      change,
      effects: [...describeEffects({ ...effects, inheriting: [] }), ...refused],
    };
  }
  const review = await reviewChanges(store, situation.snapshot, [planned], inputs.complus);
  const { refusal, notWritten, storeWarnings } = review;
  if (refusal !== undefined) throw refusal;
  const recycled = recycledPools(viewWith(situation.snapshot, []), [change], effects);
  return {
    differences,
    change,
    effects: [
      ...describeEffects(effects),
      ...describeRecycles(situation.snapshot, recycled),
      ...storeWarnings,
      ...(notWritten === undefined ? [] : [`up refuses this change: ${notWritten.message}`]),
      ...refused,
    ],
  };
}

function print({ snapshot, inputs, pending }: Situation, outcome: CheckOutcome): void {
  const { differences, change, effects } = outcome;
  const key = snapshot.key(inputs.location);
  if (key === undefined) return;
  const place = placeName(key);
  if (differences.length > 0) printLine(`${place} ${differences.map(describeDifference).join("; ")}`);
  for (const line of effects) printLine(`${place} ${line}`);
  const after = viewWith(snapshot, change === undefined ? pending : [...pending, change]);
  const password = inputs.password !== undefined || inputs.passwordUnknown;
  for (const warning of warningsOf(after, { ...inputs, key, password })) {
    printLine(`warning: ${place}: ${warning}`);
  }
}
