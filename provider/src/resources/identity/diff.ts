import { isDeepStrictEqual } from "node:util";
import { identityShape } from "../../config";
import { locationKey, parseLocation } from "../../domain";
import { openMetabase } from "../host/metabases";
import type { Compared } from "../host/methods";
import { hasDrift, holdsUnknown, type Properties } from "../host/properties";
import { readInputs } from "./inputs";
import { compare, observe } from "./plan";

/** What state records of a declaration. The counter, the named drift and the resource's name decide nothing. */
const declared = ["kind", "metabase", ...Object.keys(identityShape).filter((name) => name !== "location")];

/**
 * Serves the engine's diff: another location is a replacement; another declaration, or a live difference, an update.
 * It runs on every preview, and inside refresh.
 *
 * @throws IdentityError as `compareCredential` and the store do
 */
export async function diff(olds: Properties, news: Properties): Promise<Compared> {
  if (holdsUnknown(news["location"])) return { changes: true };
  if (!sameLocation(olds["location"], news["location"])) {
    return { changes: true, replaces: ["location"], deleteBeforeReplace: false };
  }
  if (declared.some((name) => !isDeepStrictEqual(olds[name], news[name]))) return { changes: true };
  // The outputs keep what a refresh found until an update clears it.
  if (hasDrift(olds)) return { changes: true };
  const inputs = readInputs(news);
  if (inputs === undefined || inputs.passwordUnknown) return { changes: true };
  const situation = await observe(openMetabase(inputs.metabase), inputs);
  return { changes: compare(situation, inputs, undefined).differences.length > 0 };
}

function sameLocation(left: unknown, right: unknown): boolean {
  if (typeof left !== "string" || typeof right !== "string") return left === right;
  return locationKey(parseLocation(left)) === locationKey(parseLocation(right));
}
