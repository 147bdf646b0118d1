import { foldCase, placeAt, type Change, type Kind, type Location, type Snapshot } from "../domain";
import { isUnused } from "./account-targets";
import { listed } from "./describe";
import type { Effects } from "./effects";
import { isIsolated } from "./isolation";
import type { View } from "./view";

/**
 * Application pools that run as the identity that changes, or as another type of identity afterwards: IIS recycles them at
 * once, unless a setting of the pool keeps it from doing so. In IIS 5 isolation mode no pool runs.
 */
export function recycledPools(
  view: View,
  changes: readonly Change[],
  { inheriting, retyped }: Effects,
): readonly Location[] {
  const others = changes.filter(({ identityType }) => identityType?.change !== undefined);
  const isRetyped = new Set([...others, ...retyped].map(({ location }) => view.snapshot.key(location)));
  const concerned: readonly { readonly kind: Kind; readonly location: Location }[] = [
    ...changes,
    ...inheriting,
    ...retyped,
  ];
  const pools = concerned.flatMap(({ kind, location }) => {
    const key = view.snapshot.key(location);
    const isPool = kind === "wam" && key !== undefined && foldCase(key.keyType) === "IISAPPLICATIONPOOL";
    const changesIdentity = isPool && (isRetyped.has(key) || !isUnused(view, { key, kind }));
    return changesIdentity && !isIsolated(view, key.location) ? [key.location] : [];
  });
  return [...new Set(pools)];
}

/** One sentence for people; nothing where no pool is recycled. */
export function describeRecycles(snapshot: Snapshot, pools: readonly Location[]): readonly string[] {
  if (pools.length === 0) return [];
  return [
    `recycles ${pools.length === 1 ? "the application pool" : "the application pools"} ${listed(pools.map((pool) => placeAt(snapshot, pool)))}`,
  ];
}
