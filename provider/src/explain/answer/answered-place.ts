import { once, type ObservedKey, type Snapshot } from "../../domain";
import { passwordSync, viewWith } from "../../drift";
import { changesByHand, type ByHand } from "../place/by-hand";
import { explainPlace, type ExplainedPlace } from "../place/explain-place";
import { worldOf } from "../words/world";
import type { Circumstances } from "../status/explain-status";
import type { StepDetails } from "../status/next-step";
import type { ResolvedPlace } from "../locate/resolve-place";
import { describeSite } from "../locate/sites";
import type { Declared } from "./declared-index";
import { stackDifferences, type StackComparison } from "./stack-differences";

/** A metabase as it was read, and what a stack declares of it, if one was named. */
export interface Known {
  readonly snapshot: Snapshot;
  readonly section: Declared | undefined;
  /** The options that named it. */
  readonly options: StepDetails["metabase"];
  /** Whether lines of a log are asked about, most of which are no names: none is compared with those of all sites. */
  readonly isLog: boolean;
}

export interface AnsweredPlace extends ExplainedPlace {
  /** `W3SVC/1 "Shop"`, or `null` for what belongs to no site. */
  readonly site: string | null;
  readonly how: readonly string[];
  /** `null` where no stack was named. */
  readonly stack: StackComparison | null;
  readonly byHand: readonly ByHand[];
}

interface Explained {
  readonly place: Omit<AnsweredPlace, "how" | "site">;
  readonly circumstances: Circumstances;
}

const explainedBefore = once<Known, Map<string, Explained>>(() => new Map());

/** All that is told of a place, and what of it changes the meaning of a status; worked out once for each key. */
export function placeAnswered(
  known: Known,
  { key, site, how }: ResolvedPlace,
): { readonly place: AnsweredPlace; readonly circumstances: Circumstances } {
  const places = explainedBefore(known);
  const { place, circumstances } = places.get(key.location) ?? explainedAt(known, key);
  places.set(key.location, { place, circumstances });
  return { place: { ...place, site: site === undefined ? null : describeSite(site), how }, circumstances };
}

function explainedAt({ snapshot, section }: Known, key: ObservedKey): Explained {
  const explained = explainPlace(snapshot, key);
  const view = viewWith(snapshot, []);
  const isAnonymousUsed = explained.credentials.some(
    ({ kind, used }) => kind === "anonymous" && used !== false,
  );
  return {
    place: {
      ...explained,
      stack: section === undefined ? null : stackDifferences(snapshot, section, explained.credentials),
      byHand: changesByHand(snapshot, explained.credentials),
    },
    circumstances: {
      world: worldOf(view, key.location),
      passwordSync: isAnonymousUsed && passwordSync(view, key) !== undefined,
    },
  };
}
