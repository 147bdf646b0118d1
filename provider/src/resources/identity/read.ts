import { usesAccount } from "../../domain";
import { describeDifference, type Comparison } from "../../drift";
import { driftLines } from "../host/drift-lines";
import { openMetabase } from "../host/metabases";
import type { Refreshed } from "../host/methods";
import { revisionOf, without, type Properties } from "../host/properties";
import { atOwnLocation, readInputs } from "./inputs";
import { compare, observe, type Situation } from "./plan";

/**
 * Serves refresh: the live user name and type of a pool, the named drift, the counter. State never gets a password that nobody declared. A
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

  const compared = compare(situation, undefined);
  const live = {
    ...state,
    drift: driftLines(compared.differences.map(describeDifference), revisionOf(state) + 1),
  };
  const found = foundAccount(situation, compared);
  if (found === undefined) return { id, props: live };
  const others = Object.fromEntries(Object.entries(live).filter(([name]) => !found.excludes.includes(name)));
  return {
    id,
    props: { ...others, ...found.account },
    inputs: { ...without(others, "drift"), ...found.account },
  };
}

/** Names of arguments that another account takes the place of, and those that go with it where none is used, or was. */
const ofName = ["userName", "poolIdentity"];
const ofAccount = [...ofName, "password", "passwordless", "identityType"];

/** Who counts there in place of who is declared, as arguments; `undefined` where that is the same, or can't be declared. */
function foundAccount(
  situation: Situation,
  { differences, userName, identityType }: Comparison,
): { readonly account: Properties; readonly excludes: readonly string[] } | undefined {
  if (identityType !== situation.inputs.identityType && identityType !== undefined) {
    if (!usesAccount(identityType)) return { account: { identityType }, excludes: ofAccount };
    return userName !== undefined && userName !== ""
      ? { account: { identityType, userName }, excludes: ofAccount }
      : undefined;
  }
  const nameDiffers = differences.some(({ half, reason }) => half === "userName" && reason !== "not-allowed");
  if (!nameDiffers || userName === undefined) return undefined;
  if (userName !== "") return { account: { userName }, excludes: ofName };
  const { snapshot, inputs } = situation;
  return snapshot.withoutName?.[inputs.kind] === "pool identity"
    ? { account: { poolIdentity: true }, excludes: ofAccount }
    : undefined;
}
