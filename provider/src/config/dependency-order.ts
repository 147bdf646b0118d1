import { type Location, type LocationKey, locationKey, parentLocation } from "../domain";

/** An item, and what is declared at the nearest key above its own. */
export interface Ordered<Item> {
  readonly item: Item;
  readonly above: Item | undefined;
}

/**
 * Sorts what is declared of one kind so that each item comes after all those above it, and names the nearest of them:
 * what an ancestor will hold decides what its descendants inherit, so it has to be written before them. Items of one
 * depth keep their order.
 */
export function dependencyOrder<Item extends { readonly location: Location }>(
  items: readonly Item[],
): readonly Ordered<Item>[] {
  const declared = new Map(items.map((item) => [locationKey(item.location), item]));
  const depth = ({ location }: Item): number => location.split("/").length;
  return [...items]
    .sort((left, right) => depth(left) - depth(right))
    .map((item) => ({ item, above: nearest(item.location, declared) }));
}

function nearest<Item>(location: Location, declared: ReadonlyMap<LocationKey, Item>): Item | undefined {
  for (let above = parentLocation(location); above !== undefined; above = parentLocation(above)) {
    const found = declared.get(locationKey(above));
    if (found !== undefined) return found;
  }
  return undefined;
}
