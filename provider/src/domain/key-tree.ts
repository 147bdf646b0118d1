import type { ObservedKey } from "./credential";
import { locationKey, type Location, type LocationKey } from "./location";
import { LocationTree } from "./location-tree";
import { notInheritedSettings } from "./setting";
import type { Inherited, Snapshot } from "./snapshot";

interface Place {
  key?: ObservedKey;
}

interface Tree {
  readonly places: LocationTree<Place>;
  /** By the spelling of each key. */
  readonly above: ReadonlyMap<Location, ObservedKey | undefined>;
}

/**
 * The keys of a metabase as its snapshot answers for them: whatever is inherited there comes along the path, from the nearest
 * known key above. Made when it is first asked, in time that grows as all paths together do. No path is read again for a key
 * that is asked for as it is spelled, so that a walk upwards takes no more steps than the path has parts.
 *
 * @param keys one for each location
 */
export function keyTree(keys: readonly ObservedKey[]): Pick<Snapshot, "key" | "keyAbove" | "keys"> {
  let bySpelling: ReadonlyMap<Location, ObservedKey> | undefined;
  let byLocation: ReadonlyMap<LocationKey, ObservedKey> | undefined;
  let tree: Tree | undefined;
  return {
    keys,
    key: (location) => {
      bySpelling ??= new Map(keys.map((key) => [key.location, key]));
      const known = bySpelling.get(location);
      if (known !== undefined) return known;
      byLocation ??= new Map(keys.map((key) => [locationKey(key.location), key]));
      return byLocation.get(locationKey(location));
    },
    keyAbove: (location, what) => {
      if (ofOneKey.has(what)) return undefined;
      const { places, above } = (tree ??= treeOf(keys));
      return above.has(location) ? above.get(location) : nearestAbove(places, location);
    },
  };
}

const ofOneKey: ReadonlySet<Inherited> = notInheritedSettings;

function treeOf(keys: readonly ObservedKey[]): Tree {
  const places = new LocationTree<Place>(() => ({}));
  for (const key of keys) places.reach(key.location).at.key = key;
  return { places, above: new Map(keys.map(({ location }) => [location, nearestAbove(places, location)])) };
}

function nearestAbove(places: LocationTree<Place>, location: Location): ObservedKey | undefined {
  return places.above(location).findLast(({ key }) => key !== undefined)?.key;
}
