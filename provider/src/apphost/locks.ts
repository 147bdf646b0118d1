import { foldCase, type Half, type Location } from "../domain";
import type { ConfigElement } from "./apphost-document";
import { bothHalves, type Level } from "./level";

/**
 * Which halves of an anonymous credential the levels above lock, by location: set there all the same, even to an equal value,
 * they make IIS refuse the whole place.
 *
 * @param levels what is above before what is beneath it
 */
export function locksAbove(levels: readonly Level[]): ReadonlyMap<Location, readonly Half[]> {
  const locked = new Map<Location, readonly Half[]>();
  const own = new Map<Location, readonly Half[]>();
  for (const level of levels) {
    const { location, anonymous } = level;
    const from = level.above("anonymous")?.location;
    const inherited = from === undefined ? [] : [...(locked.get(from) ?? []), ...(own.get(from) ?? [])];
    if (inherited.length > 0) locked.set(location, [...new Set(inherited)]);
    own.set(location, locksOf(anonymous?.element));
  }
  return locked;
}

/** Which halves an element locks for the levels beneath it. */
function locksOf(element: ConfigElement | undefined): readonly Half[] {
  const text = (name: string): string | undefined => element?.attributes.text(name);
  if (foldCase(text("lockItem") ?? "") === "TRUE") return bothHalves;
  const names = (list: string): ReadonlySet<string> => new Set(list.split(",").map((name) => name.trim()));
  const locked = names(text("lockAttributes") ?? "");
  const except = text("lockAllAttributesExcept");
  const open = except === undefined ? undefined : names(except);
  return bothHalves.filter(
    (half) => locked.has("*") || locked.has(half) || (open !== undefined && !open.has(half)),
  );
}
