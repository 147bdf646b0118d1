import type { ObservedKey } from "./credential";
import { locationKey, type Location, type LocationKey } from "./location";
import { notInheritedSettings } from "./setting";
import type { Inherited, Snapshot } from "./snapshot";

interface Node {
  key?: ObservedKey;
  beneath?: Map<string, Node>;
}

interface Tree {
  readonly root: Node;
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
      const { root, above } = (tree ??= treeOf(keys));
      return above.has(location) ? above.get(location) : nearestAbove(root, location);
    },
  };
}

const ofOneKey: ReadonlySet<Inherited> = notInheritedSettings;

function treeOf(keys: readonly ObservedKey[]): Tree {
  const root: Node = {};
  for (const key of keys) {
    let node = root;
    for (const part of partsOf(key.location)) {
      node.beneath ??= new Map<string, Node>();
      const next: Node = node.beneath.get(part) ?? {};
      node.beneath.set(part, next);
      node = next;
    }
    node.key = key;
  }
  return { root, above: new Map(keys.map(({ location }) => [location, nearestAbove(root, location)])) };
}

function nearestAbove(root: Node, location: Location): ObservedKey | undefined {
  let nearest: ObservedKey | undefined;
  let node: Node | undefined = root;
  for (const part of partsOf(location)) {
    nearest = node.key ?? nearest;
    node = node.beneath?.get(part);
    if (node === undefined) break;
  }
  return nearest;
}

function partsOf(location: Location): readonly string[] {
  return locationKey(location).split("/");
}
