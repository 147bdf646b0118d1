import type { ObservedKey } from "./credential";
import { locationKey, parentLocation, type Location, type LocationKey } from "./location";
import { LocationTree } from "./location-tree";
import { isOfOneKey } from "./setting";
import { locationOf, type Snapshot } from "./snapshot";

/** A location on the way to a known key, which may be one itself. */
interface PathNode {
  key?: ObservedKey;
}

/** A known key. */
interface Known {
  readonly key: ObservedKey;
  /** The nearest known key above, once somebody asked for it: that, or that there is none. */
  above: ObservedKey | "none" | undefined;
}

/**
 * The keys of a metabase as its snapshot answers for them: whatever is inherited there comes along the path, from the nearest
 * known key above. What that takes is made when it is first asked, in time that grows as all paths together do. No path is read
 * again for a key that is asked for as it is spelled, so that a walk upwards takes no more steps than the path has parts.
 *
 * @param keys one for each location
 */
export function keyTree(
  keys: readonly ObservedKey[],
): Pick<Snapshot, "key" | "keyAbove" | "keys" | "alongPaths"> {
  let spelled: ReadonlyMap<Location, Known> | undefined;
  let byLocation: ReadonlyMap<LocationKey, ObservedKey> | undefined;
  let places: LocationTree<PathNode> | undefined;

  const bySpelling = (location: Location): Known | undefined => (spelled ??= spelledIn(keys)).get(location);

  const nearestAbove = (location: Location): ObservedKey | undefined => {
    const parent = parentLocation(location);
    if (parent === undefined) return undefined;
    const known = bySpelling(parent)?.key;
    // Nearly every key's parent is known, and spelled as the key spells it; above the top there is nothing to look for.
    if (known !== undefined || parentLocation(parent) === undefined) return known;
    places ??= placesOf(keys);
    return places.above(location).findLast(({ key }) => key !== undefined)?.key;
  };

  return {
    keys,
    alongPaths: true,
    key: (location) => {
      const known = bySpelling(location);
      // The top is spelled in one way.
      if (known !== undefined || parentLocation(location) === undefined) return known?.key;
      byLocation ??= new Map(keys.map((key) => [locationKey(key.location), key]));
      return byLocation.get(locationKey(location));
    },
    keyAbove: (place, what) => {
      if (isOfOneKey(what)) return undefined;
      const location = locationOf(place);
      const known = bySpelling(location);
      if (known === undefined) return nearestAbove(location);
      known.above ??= nearestAbove(location) ?? "none";
      return known.above === "none" ? undefined : known.above;
    },
  };
}

function spelledIn(keys: readonly ObservedKey[]): ReadonlyMap<Location, Known> {
  const known = new Map<Location, Known>();
  for (const key of keys) known.set(key.location, { key, above: undefined });
  return known;
}

function placesOf(keys: readonly ObservedKey[]): LocationTree<PathNode> {
  const places = new LocationTree<PathNode>(() => ({}));
  for (const key of keys) places.reach(key.location).at.key = key;
  return places;
}
