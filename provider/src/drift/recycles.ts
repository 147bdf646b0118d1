import { foldCase, placeAt, type Change, type Location, type Snapshot } from "../domain";
import { isUnused } from "./account-targets";
import { listed } from "./describe";
import type { Effects } from "./effects";
import { isIsolated } from "./isolation";
import type { View } from "./view";

/**
 * Application pools that run as the identity that changes: IIS recycles them at once, unless a setting of the pool keeps it
 * from doing so. In IIS 5 isolation mode no pool runs.
 */
export function recycledPools(
  view: View,
  changes: readonly Change[],
  { inheriting }: Effects,
): readonly Location[] {
  return [...changes, ...inheriting].flatMap(({ kind, location }) => {
    const key = view.snapshot.key(location);
    const isPool = kind === "wam" && key !== undefined && foldCase(key.keyType) === "IISAPPLICATIONPOOL";
    const runs = isPool && !isUnused(view, { key, kind }) && !isIsolated(view, key.location);
    return runs ? [key.location] : [];
  });
}

/** One sentence for people; nothing where no pool is recycled. */
export function describeRecycles(snapshot: Snapshot, pools: readonly Location[]): readonly string[] {
  if (pools.length === 0) return [];
  return [
    `recycles ${pools.length === 1 ? "the application pool" : "the application pools"} ${listed(pools.map((pool) => placeAt(snapshot, pool)))}`,
  ];
}
