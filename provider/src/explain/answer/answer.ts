import {
  isBuiltIn,
  isIdentityError,
  needsNoPassword,
  type IdentityError,
  type Kind,
  type Snapshot,
} from "../../domain";
import { placeAnswered, type AnsweredPlace, type Known } from "./answered-place";
import { accountsNamed } from "../place/copies-of";
import { explainAccount, explainUnmanaged } from "../place/explain-account";
import {
  explainEvent,
  explainReason,
  explainStatus,
  type Circumstances,
  type ExplainedStatus,
} from "../status/explain-status";
import type { LogLine } from "../log/log-row";
import { completeSteps, nextSteps } from "../status/next-step";
import type { Question } from "../question/question";
import { placeAtPath } from "../locate/resolve-path";
import { nothingNamed, placeAddressed, placeNamed, type ResolvedPlace } from "../locate/resolve-place";
import { placeLogged, tellsPlace } from "../locate/resolve-row";
import { cleanPath } from "../locate/key-serving";
import type { Address } from "../question/address";
import { describeSite, sitesOf } from "../locate/sites";
import { wordsOf } from "../words/words";
import { win32Meaning } from "../status/win32-status";
import { eventMeaning } from "../status/windows-event";

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
    case "status":
    case "event":
      return ofNumber(question, known);
    case "reason":
      return ofStatus(explainReason(question.reason, question.status, circumstancesOf(known)));
    case "line":
      return ofLine(question.line, known);
    case "address":
      return question.address.scheme === "ftp" && known !== undefined
        ? forFtp(known, atAddress(known, question.address))
        : atAddress(known, question.address);
    case "path":
      return atPlace(known, (snapshot) => placeAtPath(snapshot, question.path, known?.isLog !== true));
    case "name":
      return ofName(question.text, known);
    case "unread":
      return nothing;
  }
}

/** True for a number alone that is no error of Windows that is known here: only a site can have it. */
export function isUnknownNumber(question: Question): boolean {
  if (question.type !== "status" || question.text === undefined) return false;
  const { status, win32 } = question.logged;
  return status === undefined && win32 !== undefined && win32Meaning(win32) === undefined;
}

const nothing: Answer = { status: null, place: null, notes: [], next: [], error: undefined };

function ofStatus(status: ExplainedStatus, notes: readonly string[] = []): Answer {
  return { ...nothing, status, notes, next: status.next };
}

/** A number alone may be several things: a status before all, a site's id before an error of Windows and an event. */
function ofNumber(
  question: Question & { readonly type: "status" | "event" },
  known: Known | undefined,
): Answer {
  const { text } = question;
  const sites = known === undefined || text === undefined ? [] : sitesOf(known.snapshot).named(text);
  const isEvent = text !== undefined && eventMeaning(Number(text)) !== undefined;
  const alsoEvent = isEvent ? [`An event of Windows also has that number: ask for "event ${text}".`] : [];
  const isStatus = question.type === "status" && question.logged.status !== undefined;
  if (text !== undefined && !isStatus && (sites.length > 0 || isUnknownNumber(question))) {
    const found = ofName(text, known);
    return { ...found, notes: [...found.notes, ...alsoEvent] };
  }
  const circumstances = circumstancesOf(known);
  if (question.type === "event") return ofStatus(explainEvent(question.id, circumstances));
  const alsoSites = sites.map((site) => `A site also has that number: ask for ${describeSite(site)}.`);
  return ofStatus(explainStatus(question.logged, circumstances), [...alsoSites, ...alsoEvent]);
}

/** What is known of a status of which no place is known. */
function circumstancesOf(known: Known | undefined): Circumstances {
  const world = known === undefined ? undefined : wordsOf(known.snapshot).world;
  return world === undefined ? {} : { world };
}

function ofLine(line: LogLine, known: Known | undefined): Answer {
  const explained = (circumstances: Circumstances): ExplainedStatus => {
    const { reason, status, hasSubStatus } = line;
    return reason === undefined
      ? explainStatus(line, { ...circumstances, hasSubStatus })
      : explainReason(reason, status, circumstances);
  };
  const alone = explained(line.log === "ftp" ? { world: "ftp" } : circumstancesOf(known));
  if (known === undefined) return ofStatus(alone, whereItWas(line));
  try {
    const { place: resolved, notes } = placeLogged(known.snapshot, line);
    if (resolved === undefined) return ofStatus(alone, notes);
    const { place, circumstances, findings } = placeAnswered(known, resolved);
    const status = explained(line.log === "ftp" ? { ...circumstances, world: "ftp" } : circumstances);
    const hidden = hiddenFailure(status, place);
    const isConcerned = concerned(line, hidden.length > 0 ? ["anonymous"] : status.kinds);
    const told = { ...place, byHand: place.byHand.filter(({ credential }) => isConcerned(credential)) };
    const answer = { ...ofStatus(status, [...notes, ...hidden, ...findings]), place: told };
    return line.log === "ftp" ? forFtp(known, answer) : answer;
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { ...ofStatus(alone), error };
  }
}

function atAddress(known: Known | undefined, address: Address): Answer {
  return atPlace(known, (snapshot) => placeAddressed(snapshot, address));
}

/** Of a place that the web and FTP share, what counts for FTP. */
function forFtp({ snapshot }: Known, answer: Answer): Answer {
  const { ftpNote } = wordsOf(snapshot);
  const { place, notes } = answer;
  if (place === null || ftpNote === undefined) return answer;
  const isConcerned = (kind: Kind): boolean => kind === "unc";
  return {
    ...answer,
    notes: [...notes, ftpNote],
    place: {
      ...place,
      credentials: place.credentials.filter(({ kind }) => isConcerned(kind)),
      byHand: place.byHand.filter(({ credential }) => isConcerned(credential)),
    },
  };
}

/** Which stored credentials a change by hand can help with: none where an answer is about something else. */
function concerned({ win32 }: LogLine, kinds: readonly Kind[]): (kind: Kind) => boolean {
  const isLogon = win32 !== undefined && win32Meaning(win32)?.next.includes("copies") === true;
  return (kind) => (kinds.length === 0 ? isLogon : kinds.includes(kind));
}

/** What a metabase would be needed for. */
function whereItWas(line: LogLine): readonly string[] {
  if (!tellsPlace(line)) return [];
  const { siteName, stem } = line;
  const where = [siteName, stem === undefined ? undefined : cleanPath(stem)].filter(
    (part) => part !== undefined,
  );
  return where.length === 0
    ? []
    : [
        `This is about ${where.join(" ")}: name the metabase with --path or --stack, and the place is explained, too.`,
      ];
}

/** Where anonymous access is on, the leg that begins a healthy logon is what a failed anonymous one looks like, too. */
function hiddenFailure(status: ExplainedStatus, { credentials }: AnsweredPlace): readonly string[] {
  const isOn = credentials.some(
    ({ kind, used, userName }) => kind === "anonymous" && used === true && userName !== "",
  );
  if (!status.normal || !status.code.startsWith("401.") || !isOn) return [];
  return [
    "Anonymous access is on there. Where the anonymous user can't log on, IIS offers the other ways and logs the same: check its credential, too.",
  ];
}

/** What exists by that very name comes first, then an account that is stored. */
function ofName(text: string, known: Known | undefined): Answer {
  return atPlace(
    known,
    (snapshot) => placeNamed(snapshot, text),
    (found) => {
      const { snapshot } = found;
      const accounts = accountsNamed(snapshot, text.trim());
      const names = accounts.length === 0 ? [text.trim()] : accounts.map(({ userName }) => userName);
      const unmanaged = names.flatMap((name) => explainUnmanaged(snapshot, name));
      if (accounts.length === 0 && unmanaged.length === 0) throw nothingNamed(snapshot, text, !found.isLog);
      const [only, ...others] = names;
      const account = others.length === 0 ? only : undefined;
      return {
        ...nothing,
        notes: [...accounts.flatMap((each) => explainAccount(snapshot, each)), ...unmanaged],
        next: completeSteps(nextSteps(["copies", "account"], wordsOf(snapshot).world), {
          account,
          metabase: found.options,
        }),
      };
    },
  );
}

function atPlace(
  known: Known | undefined,
  find: (snapshot: Snapshot) => ResolvedPlace | undefined,
  otherwise: (known: Known) => Answer = () => nothing,
): Answer {
  if (known === undefined) return nothing;
  try {
    const resolved = find(known.snapshot);
    if (resolved === undefined) return otherwise(known);
    const { place, circumstances, findings } = placeAnswered(known, resolved);
    return { ...nothing, place, notes: findings, next: nextAt(place, circumstances) };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { ...nothing, error };
  }
}

/** Where no status tells what is wrong, the order in which people of experience look. */
function nextAt({ credentials }: AnsweredPlace, { world, passwordSync }: Circumstances): readonly string[] {
  const ofKind = (kind: Kind): readonly string[] =>
    credentials.flatMap(({ used, userName, ...one }) =>
      one.kind === kind && used !== false && userName !== null && userName !== "" ? [userName] : [],
    );
  const uses = (kind: Kind): boolean => ofKind(kind).length > 0;
  const copies = ofKind("anonymous").some((name) => !needsNoPassword(name));
  return nextSteps(
    [
      ...(copies ? (["copies"] as const) : []),
      ...(ofKind("anonymous").some((name) => !isBuiltIn(name)) ? (["account", "rights"] as const) : []),
      ...(passwordSync === true && uses("anonymous") ? (["password-sync"] as const) : []),
      ...(uses("wam")
        ? ([
            "start-pool",
            ...(world === "out-of-process" ? (["complus"] as const) : []),
            "pool-rights",
          ] as const)
        : []),
      ...(uses("unc") ? (["share"] as const) : []),
    ],
    world,
  );
}
