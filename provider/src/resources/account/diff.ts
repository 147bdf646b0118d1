import { accountShape } from "../../config";
import { describeTargets } from "../../drift";
import { openMetabase } from "../host/metabases";
import type { Compared } from "../host/methods";
import { differIn, hasDrift, type Properties } from "../host/properties";
import { readAccountInputs } from "./inputs";
import { recordedCopies } from "./locations";
import { planNow } from "./plan";

/** What state records of an account's declaration; the rest is computed or decides nothing. */
const declared = ["metabase", ...Object.keys(accountShape)];

/**
 * Serves the engine's diff: another declaration, a copy that differs, or another list of copies is an update.
 *
 * @throws IdentityError as `planAccount` and the store do
 */
export async function diffAccount(olds: Properties, news: Properties): Promise<Compared> {
  if (differIn(declared, olds, news)) return { changes: true };
  // The outputs keep what a refresh found until an update clears it.
  if (hasDrift(olds)) return { changes: true };
  const inputs = readAccountInputs(news, olds);
  if (inputs === undefined || inputs.passwordUnknown) return { changes: true };
  const { plan } = await planNow(openMetabase(inputs.metabase), inputs);
  const { locations } = olds;
  const sameCopies = recordedCopies(describeTargets(plan.targetsAfter), locations) === locations;
  return { changes: plan.drifted.length > 0 || !sameCopies };
}
