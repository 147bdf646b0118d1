import { identityShape } from "../../config";
import { locationKey, parseLocation, resolveLocation } from "../../domain";
import { openMetabase } from "../host/metabases";
import type { Compared } from "../host/methods";
import { differIn, hasDrift, holdsUnknown, type Properties } from "../host/properties";
import { readInputs } from "./inputs";
import { compare, observe, type Situation } from "./plan";

/** What state records of a declaration. The counter, the named drift and the resource's name decide nothing. */
const declared = ["kind", "metabase", ...Object.keys(identityShape).filter((name) => name !== "location")];

/**
 * Serves the engine's diff: another location is a replacement; another declaration, or a live difference, an update.
 * It runs on every preview, and inside refresh.
 *
 * @throws IdentityError as `compareCredential` and the store do
 */
export async function diff(id: string, olds: Properties, news: Properties): Promise<Compared> {
  if (holdsUnknown(news["location"])) return { changes: true };
  const isSame = sameText(olds["location"], news["location"]);
  const differs = differIn(declared, olds, news);
  // The outputs keep what a refresh found until an update clears it.
  if (isSame && (differs || hasDrift(olds))) return { changes: true };
  const inputs = readInputs(news);
  const situation = inputs && (await observe(openMetabase(inputs.metabase), inputs));
  if (situation?.snapshot.locate === undefined ? !isSame : !isAt(situation, id))
    return { changes: true, replaces: ["location"], deleteBeforeReplace: false };
  if (differs || hasDrift(olds) || situation === undefined || situation.inputs.passwordUnknown)
    return { changes: true };
  return { changes: compare(situation, undefined).differences.length > 0 };
}

/** True where the declared location is the resource's own, whatever it is called by now. */
function isAt({ snapshot, inputs: { kind, location } }: Situation, id: string): boolean {
  return locationKey(resolveLocation(snapshot, id, kind)) === locationKey(location);
}

function sameText(left: unknown, right: unknown): boolean {
  if (typeof left !== "string" || typeof right !== "string") return left === right;
  return locationKey(parseLocation(left)) === locationKey(parseLocation(right));
}
