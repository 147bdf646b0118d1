import { type Location, type LocationKey, locationKey, parentLocation } from "../domain";

/**
 * What is declared at the nearest key above `location`; `undefined` where nothing above it is declared. What such an
 * ancestor will hold decides what its descendants inherit, so it has to be written before them.
 */
export function nearestDeclared<Value>(
  location: Location,
  declared: ReadonlyMap<LocationKey, Value>,
): Value | undefined {
  for (let above = parentLocation(location); above !== undefined; above = parentLocation(above)) {
    const found = declared.get(locationKey(above));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same items, each after all those that lie above it; items that lie side by side keep their order. */
export function ancestorsFirst<Item extends { readonly location: Location }>(
  items: readonly Item[],
): readonly Item[] {
  const depth = ({ location }: Item): number => location.split("/").length;
  return [...items].sort((left, right) => depth(left) - depth(right));
}
