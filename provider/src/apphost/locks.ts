import { foldCase, type Half } from "../domain";
import type { ConfigElement } from "./apphost-document";
import { bothHalves, type Level } from "./level";

/** Of a level that was looked at: which halves are locked beneath it. */
const beneath = new WeakMap<Level, readonly Half[]>();

/**
 * Which halves of an anonymous credential the levels above one lock: set there all the same, even to an equal value, they make IIS
 * refuse the whole place. The time for many levels is linear in those and what is above them.
 */
export function locksAbove(level: Level): readonly Half[] {
  const unknown: Level[] = [];
  let above = level.above("anonymous");
  for (; above !== undefined && !beneath.has(above); above = above.above("anonymous")) unknown.push(above);
  let locked = above === undefined ? [] : (beneath.get(above) ?? []);
  for (const each of unknown.reverse()) {
    const own = locksOf(each.anonymous?.element);
    if (own.length > 0) locked = [...new Set([...locked, ...own])];
    beneath.set(each, locked);
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
