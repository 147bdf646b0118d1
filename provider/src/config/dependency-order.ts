import { type Kind, type Location, LocationTree } from "../domain";

/** An item, and the declared item of its kind at the nearest key above its own. */
interface Ordered<Item> {
  readonly item: Item;
  readonly above: Item | undefined;
}

interface Located {
  readonly kind: Kind;
  readonly location: Location;
}

/**
 * Sorts what is declared so that each item comes after all those of its kind above it, and names the nearest of them:
 * what an ancestor will hold decides what its descendants inherit, so it has to be written before them. Kinds inherit
 * apart from each other. Items of one depth keep their order.
 */
export function dependencyOrder<Item extends Located>(items: readonly Item[]): readonly Ordered<Item>[] {
  const declared = new LocationTree<Partial<Record<Kind, Item>>>(() => ({}));
  for (const item of items) declared.reach(item.location).at[item.kind] = item;
  const depth = ({ location }: Item): number => location.split("/").length;
  return [...items]
    .sort((left, right) => depth(left) - depth(right))
    .map((item) => {
      const { kind, location } = item;
      return { item, above: declared.above(location).findLast((each) => each[kind] !== undefined)?.[kind] };
    });
}
