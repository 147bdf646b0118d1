import { grouped, once, printable, type ObservedKey, type Snapshot } from "../../domain";
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
  /** What the format itself shows to be wrong where its credentials are set, a sentence each with what to do. */
  readonly findings: readonly string[];
}

const explainedBefore = once<Known, Map<string, Explained>>(() => new Map());

/** All that is shown of a place, and what of it changes the meaning of a status; computed once for each key. */
export function placeAnswered(
  known: Known,
  { key, site, how }: ResolvedPlace,
): Omit<Explained, "place"> & { readonly place: AnsweredPlace } {
  const places = explainedBefore(known);
  const explained = places.get(key.location) ?? explainedAt(known, key);
  places.set(key.location, explained);
  const { place } = explained;
  return { ...explained, place: { ...place, site: site === undefined ? null : describeSite(site), how } };
}

const findingsAt = once((snapshot: Snapshot) =>
  grouped(
    (snapshot.findings?.() ?? []).filter(({ location }) => location !== undefined),
    ({ location }) => location,
  ),
);

/** How many findings of one place are shown at most. */
const findingsAtMost = 5;

/** The findings on a place, and on those that it takes its credentials from. */
function findingsOn(snapshot: Snapshot, { location, credentials }: ExplainedPlace): readonly string[] {
  const from = credentials.flatMap((each) => [each.location, each.userNameFrom, each.passwordFrom]);
  return [...new Set([location, ...from])]
    .flatMap((at) => (at === null || at === "own" ? [] : (findingsAt(snapshot).get(at) ?? [])))
    .slice(0, findingsAtMost)
    .map(({ name, text, hint }) => `${printable(name)}: ${text} ${hint}`);
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
    findings: findingsOn(snapshot, explained),
  };
}
