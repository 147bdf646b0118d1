import {
  type Credential,
  credentialKey,
  type Kind,
  type Location,
  LocationTree,
  parseLocation,
} from "../domain";
import { nativeServer } from "./written-location";

/** An item, and the declared item of its kind at the nearest key above its own. */
interface Ordered<Item> {
  readonly item: Item;
  readonly above: Item | undefined;
}

interface Placed extends Credential {
  /** As it is written, where IIS names it so. */
  readonly written?: string;
}

/**
 * Sorts what is declared so that each item comes after all those of its kind above it, and names the nearest of them:
 * what an ancestor will hold decides what its descendants inherit, so it has to be written before them. Kinds inherit
 * apart from each other. Items of one depth keep their order. Between a place by its IIS name and one by its site's number
 * there is an order only where one of the two is the server.
 */
export function dependencyOrder<Item extends Placed>(items: readonly Item[]): readonly Ordered<Item>[] {
  const declared = new LocationTree<Partial<Record<Kind, Item>>>(() => ({}));
  const placed = items.map((item) => ({ item, path: pathOf(item) }));
  for (const { item, path } of placed) declared.reach(path).at[item.kind] = item;
  const defaults = new Map(
    placed.map(({ item, path }) => [credentialKey({ kind: item.kind, location: path }), item]),
  );
  return [...placed]
    .sort((left, right) => depthOf(left.path) - depthOf(right.path))
    .map(({ item, path }) => {
      const { kind } = item;
      const own = defaults.get(credentialKey({ kind, location: `${path}/*` as Location }));
      // Not what the defaults are defaults of, which inherits from them.
      const ways = declared.above(path).slice(0, isDefaults(path) ? -1 : undefined);
      return { item, above: own ?? ways.findLast((each) => each[kind] !== undefined)?.[kind] };
    });
}

/** A path that is beneath those of the levels that it may inherit from. */
function pathOf({ kind, location, written }: Placed): Location {
  if (written === undefined) return location;
  const server = kind === "wam" ? "W3SVC/AppPools" : "W3SVC";
  const inside = written.replace(nativeServer, "");
  return parseLocation(inside === "" ? server : `${server}/${inside}`);
}

/** The defaults of an application's virtual directories, which are above the application's own. */
const isDefaults = (path: Location): boolean => path.endsWith("/*");

function depthOf(path: Location): number {
  return path.split("/").length - (isDefaults(path) ? 1.5 : 0);
}
