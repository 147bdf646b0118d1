import { foldCase, halfName, placeName, schemaDefault, type Change, type Location } from "../domain";
import { isUnused } from "./account-targets";
import type { Effects, OthersHalf } from "./effects";
import { heirsOf } from "./heirs";
import type { View } from "./view";

/** A pool without a type of its own that gets another one with applicationPoolDefaults. */
export interface RetypedPool {
  readonly kind: "wam";
  readonly location: Location;
  readonly place: string;
  /** What it ran as; `undefined` for IIS's default. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * What becomes of the pools that take their type from applicationPoolDefaults. Where it decides whether an account is used
 * that the pool stores itself, and that is not the declared one, it is another account's.
 */
export function retypedPools(
  before: View,
  after: View,
  changes: readonly Change[],
  isOurs: (account: string) => boolean,
): Pick<Effects, "retyped" | "othersHalves"> {
  const { snapshot } = before;
  const retyped: RetypedPool[] = [];
  const othersHalves: OthersHalf[] = [];
  for (const { kind, location, identityType } of changes) {
    if (identityType?.change === undefined) continue;
    const top = snapshot.key(location);
    if (top === undefined) continue;
    for (const key of heirsOf(snapshot, top, kind)) {
      const [from, to] = [before, after].map((view) => typeAt(view, key.location));
      if (from === to || foldCase(key.keyType) !== "IISAPPLICATIONPOOL") continue;
      const place = placeName(key);
      retyped.push({ kind: "wam", location: key.location, place, from, to });
      const account = before.own(key, "wam").userName?.value ?? "";
      const [was, is] = [before, after].map((view) => isUnused(view, { key, kind: "wam" }));
      if (account === "" || isOurs(account) || was === is) continue;
      const property = halfName(key, "wam", "identityType");
      othersHalves.push({
        kind: "wam",
        location: key.location,
        account,
        half: "identityType",
        property,
        place,
      });
    }
  }
  return { retyped, othersHalves };
}

function typeAt(view: View, location: Location): string | undefined {
  const found = view.effectiveSetting(location, "AppPoolIdentityType");
  return found?.from === schemaDefault ? undefined : found?.value;
}
