import { describeDifference } from "../../drift";
import { driftLines } from "../host/drift-lines";
import { openMetabase } from "../host/metabases";
import type { Refreshed } from "../host/methods";
import { revisionOf, without, type Properties } from "../host/properties";
import { readInputs } from "./inputs";
import { compare, observe } from "./plan";

/**
 * Serves refresh: the live user name, the named drift, the counter. State never gets a password that nobody declared. A
 * resource is dropped only if the metabase was read whole and has no such location; whatever prevents the reading is an
 * error.
 *
 * @throws IdentityError as `compareCredential` and the store do
 */
export async function read(id: string, state: Properties): Promise<Refreshed> {
  const inputs = readInputs(state);
  if (inputs === undefined) return { id, props: state };
  const situation = await observe(openMetabase(inputs.metabase), inputs);
  if (situation.snapshot.key(inputs.location) === undefined) return {};

  const { differences, userName } = compare(situation, inputs, undefined);
  const live = { ...state, drift: driftLines(differences.map(describeDifference), revisionOf(state) + 1) };
  const nameDiffers = differences.some(({ half }) => half === "userName");
  if (!nameDiffers || userName === undefined) return { id, props: live };

  return { id, props: { ...live, userName }, inputs: { ...without(state, "drift"), userName } };
}
