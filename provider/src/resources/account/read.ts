import { describeAccountDifference, describeTargets } from "../../drift";
import { driftLines } from "../host/drift-lines";
import { openMetabase } from "../host/metabases";
import type { Refreshed } from "../host/methods";
import { revisionOf, type Properties } from "../host/properties";
import { readAccountInputs } from "./inputs";
import { recordedCopies } from "./locations";
import { planNow } from "./plan";

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
  const drift = driftLines(plan.drifted.map(describeAccountDifference), revisionOf(state) + 1);
  return {
    id,
    props: {
      ...state,
      locations: recordedCopies(describeTargets(plan.targetsAfter), state["locations"]),
      drift,
    },
  };
}
