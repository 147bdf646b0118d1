import { describeDifference } from "../../drift";
import { driftLines } from "../host/drift-lines";
import { openMetabase } from "../host/metabases";
import type { Refreshed } from "../host/methods";
import { revisionOf, without, type Properties } from "../host/properties";
import { atOwnLocation, readInputs } from "./inputs";
import { compare, observe, type Situation } from "./plan";

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
  const situation = await observe(openMetabase(inputs.metabase), atOwnLocation(inputs, id));
  if (situation.snapshot.key(situation.inputs.location) === undefined) return {};

  const { differences, userName } = compare(situation, undefined);
  const live = { ...state, drift: driftLines(differences.map(describeDifference), revisionOf(state) + 1) };
  const nameDiffers = differences.some(({ half }) => half === "userName");
  if (!nameDiffers || userName === undefined) return { id, props: live };

  const account = isPoolIdentity(situation, userName) ? { poolIdentity: true } : { userName };
  const others = Object.fromEntries(
    Object.entries(live).filter(([name]) => !("poolIdentity" in account ? ofAccount : ofName).includes(name)),
  );
  return { id, props: { ...others, ...account }, inputs: { ...without(others, "drift"), ...account } };
}

/** Names of arguments that another account takes the place of, and those that the pool's identity excludes. */
const ofName = ["userName", "poolIdentity"];
const ofAccount = [...ofName, "password", "passwordless"];

function isPoolIdentity({ snapshot, inputs }: Situation, userName: string): boolean {
  return userName === "" && snapshot.withoutName?.[inputs.kind] === "pool identity";
}
