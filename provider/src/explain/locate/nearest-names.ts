import { foldCase } from "../../domain";
import type { Site } from "./sites";

/** Sites whose names come near to what was asked: one holds the other, or few letters differ. The nearest first. */
export function nearestNames(sites: readonly Site[], text: string): readonly Site[] {
  const wanted = foldCase(text.trim()).slice(0, longest);
  if (wanted === "") return [];
  return sites
    .flatMap((site) => {
      if (site.comment === undefined) return [];
      const name = foldCase(site.comment).slice(0, longest);
      const holds = name.includes(wanted) || (name !== "" && wanted.includes(name));
      const distance = holds ? Math.abs(name.length - wanted.length) / longest : differences(name, wanted);
      return distance <= Math.max(1, Math.floor(wanted.length / 3)) ? [{ site, distance }] : [];
    })
    .sort((left, right) => left.distance - right.distance)
    .map(({ site }) => site);
}

/** Beyond so many characters names are not compared. */
const longest = 64;

/** How many letters have to be put in, taken out or replaced. */
function differences(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let other = 1; other <= right.length; other += 1) {
      const replaced = (row[other - 1] ?? 0) + (left[at - 1] === right[other - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[other] ?? 0) + 1, (next[other - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
