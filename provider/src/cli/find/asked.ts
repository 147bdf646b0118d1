import {
  kinds as allKinds,
  parseLocation,
  propertyTable,
  type Half,
  type Kind,
  type Location,
  type Snapshot,
} from "../../domain";
import { UsageError } from "../usage-error";

/** What a command line of `find` asks for. */
export interface Asked {
  readonly kinds: readonly Kind[];
  /** One of the two halves; if none is named, adsutil prints the user name. */
  readonly half: Half | undefined;
  /** A property's name as it was typed. */
  readonly property: string | undefined;
  /** The path as it was typed, less blanks at its ends. */
  readonly under: string | undefined;
}

/** Takes a kind, a property, or, as adsutil does, a property at the end of a path. @throws UsageError */
export function whatIsAsked(typed: string | undefined, typedUnder: string | undefined): Asked {
  const under = typedUnder?.replace(/^ +| +$/g, "");
  const all = { kinds: allKinds, half: undefined, property: undefined, under };
  if (typed === undefined) return all;
  const what = withoutEnds(typed);
  const kind = allKinds.find((each) => each === what.toLowerCase());
  if (kind !== undefined) return { ...all, kinds: [kind] };
  const cut = Math.max(what.lastIndexOf("/"), what.lastIndexOf("\\"));
  const property = what.slice(cut + 1);
  if (cut > 0 && under !== undefined)
    throw new UsageError("the path is given twice: before the property, and in --under");
  for (const each of allKinds) {
    for (const half of ["userName", "password"] as const) {
      if (propertyTable[each][half].name.toLowerCase() !== property.toLowerCase()) continue;
      return { kinds: [each], half, property, under: cut > 0 ? what.slice(0, cut) : under };
    }
  }
  throw new UsageError(
    `what to find is anonymous, wam, unc, or one of ${allKinds
      .flatMap((each) => [propertyTable[each].userName.name, propertyTable[each].password.name])
      .join(", ")}`,
  );
}

/**
 * Where it is asked to look; the whole metabase where nothing is said.
 *
 * @param snapshot knows the names of its places, if it has any; left out before anything is read
 * @throws IdentityError E_LOCATION
 */
export function scopeOf({ under }: Asked, snapshot?: Snapshot): Location {
  if (under === undefined) return parseLocation("LM");
  return snapshot?.locate?.(under) ?? parseLocation(withoutEnds(under));
}

/** As adsutil reads a path: blanks at its ends are ignored, and so is one slash of either sort at each end. */
function withoutEnds(path: string): string {
  return path.replace(/^ +| +$/g, "").replace(/^[\\/]|[\\/]$/g, "");
}
