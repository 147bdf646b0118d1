import { isIdentityError, type IdentityError, type ObservedKey, type Snapshot } from "../../domain";
import type { Section } from "../../config";
import { changesByHand, type ByHand } from "./by-hand";
import { explainPlace, type ExplainedPlace } from "./explain-place";
import { explainStatus, type ExplainedStatus } from "./explain-status";
import { completeSteps, nextSteps, type StepDetails } from "./next-step";
import type { Question } from "./question";
import {
  describePath,
  describeSite,
  placeAddressed,
  placeLogged,
  placeNamed,
  type ResolvedPlace,
} from "./resolve-place";
import { sitesNamed, sitesOf } from "./sites";
import { stackDifferences, type StackComparison } from "./stack-differences";
import { win32Meaning } from "./win32-status";

/** A metabase as it was read, and what a stack declares of it, if one was named. */
export interface Known {
  readonly snapshot: Snapshot;
  readonly section: Pick<Section, "identities" | "accounts"> | undefined;
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

/** What `explain` says to one question; `--json` prints it as it is, less `error`. */
export interface Answer {
  readonly status: ExplainedStatus | null;
  readonly place: AnsweredPlace | null;
  readonly notes: readonly string[];
  /** What to look at next, an imperative sentence each. */
  readonly next: readonly string[];
  /** Why there is no place although one was asked for. */
  readonly error: IdentityError | undefined;
}

/** Answers one question from what is known; a status needs no metabase. Never throws an IdentityError. */
export function answer(question: Question, known: Known | undefined): Answer {
  const found = answered(question, known);
  if (known === undefined) return found;
  const { status, place, next } = found;
  const details = { account: accountMeant(status, place), metabase: known.options };
  return {
    ...found,
    status: status === null ? null : { ...status, next: completeSteps(status.next, details) },
    next: completeSteps(next, details),
  };
}

/** The account that a status is about, else the first that counts there. */
function accountMeant(status: ExplainedStatus | null, place: AnsweredPlace | null): string | undefined {
  const names = (place?.credentials ?? []).flatMap(({ kind, userName, used }) => {
    const isMeant = status === null || status.kinds.length === 0 || status.kinds.includes(kind);
    return isMeant && used !== false && userName !== null && userName !== "" ? [userName] : [];
  });
  return names[0];
}

function answered(question: Question, known: Known | undefined): Answer {
  switch (question.type) {
    case "status": {
      const meant = known === undefined ? [] : sitesWithNumber(known.snapshot, question.text);
      const { logged, text } = question;
      const isOther = logged.status === undefined && (meant.length > 0 || isUnknownNumber(question));
      if (known !== undefined && text !== undefined && isOther) {
        return answered({ type: "name", text }, known);
      }
      const notes = meant.map((site) => `There is a site of that number, too: ask for ${site}.`);
      return { ...nothing, status: explainStatus(logged), notes, next: explainStatus(logged).next };
    }
    case "line": {
      const status = explainStatus(question.line);
      if (known === undefined) {
        const { siteName, stem } = question.line;
        const where = [siteName, stem === undefined ? undefined : describePath(stem)].filter(
          (part) => part !== undefined,
        );
        const notes = [
          `Of ${where.join(" ")}: --path or --stack says which metabase, and the place is explained, too.`,
        ];
        return { ...nothing, status, next: status.next, notes: where.length === 0 ? [] : notes };
      }
      return withPlace(status, known, () => placeLogged(known.snapshot, question.line));
    }
    case "address":
      return withPlace(null, known, (snapshot) => placeAddressed(snapshot, question.address));
    case "name":
      return withPlace(null, known, (snapshot) => placeNamed(snapshot, question.text, known?.isLog !== true));
  }
}

/** True for a number alone that is no error of Windows that is known here: only a site can have it. */
export function isUnknownNumber(question: Question): boolean {
  if (question.type !== "status" || question.text === undefined) return false;
  const { status, win32 } = question.logged;
  return status === undefined && win32 !== undefined && win32Meaning(win32) === undefined;
}

const nothing: Answer = { status: null, place: null, notes: [], next: [], error: undefined };

function withPlace(
  status: ExplainedStatus | null,
  known: Known | undefined,
  find: (snapshot: Snapshot) => ResolvedPlace | undefined,
): Answer {
  const base: Answer = { ...nothing, status, next: status?.next ?? [] };
  if (known === undefined) return base;
  try {
    const resolved = find(known.snapshot);
    if (resolved === undefined) return base;
    const place = answeredPlace(known, resolved);
    return { ...base, place, notes: hiddenFailure(status, place), next: status?.next ?? nextAt(place) };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { ...base, error };
  }
}

/** Where anonymous access is on, the leg that begins a healthy logon is what a failed anonymous one looks like, too. */
function hiddenFailure(status: ExplainedStatus | null, { credentials }: AnsweredPlace): readonly string[] {
  const isOn = credentials.some(({ kind, used }) => kind === "anonymous" && used === true);
  if (status?.normal !== true || !status.code.startsWith("401.") || !isOn) return [];
  return [
    "Anonymous access is on there: where the anonymous user can't log on, IIS offers the other ways and logs the same. Check its credential, too.",
  ];
}

const explainedBefore = new WeakMap<Known, Map<string, Omit<AnsweredPlace, "how" | "site">>>();

function answeredPlace(known: Known, { key, site, how }: ResolvedPlace): AnsweredPlace {
  const places = explainedBefore.get(known) ?? new Map<string, Omit<AnsweredPlace, "how" | "site">>();
  explainedBefore.set(known, places);
  const place = places.get(key.location) ?? placeAt(known, key);
  places.set(key.location, place);
  return { ...place, site: site === undefined ? null : describeSite(site), how };
}

function placeAt({ snapshot, section }: Known, key: ObservedKey): Omit<AnsweredPlace, "how" | "site"> {
  const explained = explainPlace(snapshot, key);
  return {
    ...explained,
    stack: section === undefined ? null : stackDifferences(snapshot, section, explained.credentials),
    byHand: changesByHand(snapshot, explained.credentials),
  };
}

/** Where no status tells what is wrong, the order in which people of experience look. */
function nextAt({ credentials }: AnsweredPlace): readonly string[] {
  const uses = (kind: string): boolean =>
    credentials.some((one) => one.kind === kind && one.used !== false && one.userName !== null);
  return nextSteps([
    ...(uses("anonymous") ? (["copies", "account", "rights"] as const) : []),
    ...(uses("wam") ? (["start-pool", "pool-rights"] as const) : []),
    ...(uses("unc") ? (["share"] as const) : []),
  ]);
}

function sitesWithNumber(snapshot: Snapshot, text: string | undefined): readonly string[] {
  return text === undefined ? [] : sitesNamed(sitesOf(snapshot), text).map(describeSite);
}
