import type { AgentAnswer, BatchResult } from "../agent";
import {
  emptyPair,
  IdentityError,
  samePair,
  sameStored,
  type Change,
  type ObservedKey,
  type OwnPair,
} from "../domain";
import { hexOf, unanswered, type AgentErrors } from "./agent-errors";
import { changedMeanwhile, failed, holdsName, holdsPassword, isDone } from "./decide-change";
import type { CommitPlan } from "./plan-commit";
import type { ChangeResult } from "./store";

type BackupAnswer = Extract<AgentAnswer, { type: "backup" | "copy" }>;
type ApplyAnswer = Extract<AgentAnswer, { type: "apply" | "set" }>;

/** What has to be read again. */
interface Doubt {
  readonly outcome: "doubt";
  /** The error that it fails with if nothing was written. */
  readonly why: IdentityError;
  /** False if the script may still write it. */
  readonly over: boolean;
}

/** What became of a change: known, or to be read again. */
type Settled = ChangeResult | Doubt;

/** What became of one batch's changes, in the order in which they were asked. */
interface Settlement {
  readonly settled: readonly Settled[];
  readonly backedUp: boolean;
  /** Sentences for people about what was written, for each change that was written. */
  readonly warnings: readonly string[];
  /**
   * True if somebody else wrote meanwhile, or the batch broke off: then what is known of the metabase is out of date.
   */
  readonly stale: boolean;
}

/**
 * Reads a batch's answers. An answer that came counts, whatever happened to the batch later. A change that was not
 * answered may or may not have been written, and so may a change that the agent could not verify.
 */
export function settleCommit(plan: CommitPlan, result: BatchResult, errors: AgentErrors): Settlement {
  const at = (index: number | undefined): AgentAnswer | undefined =>
    index === undefined ? undefined : result.answers[index];
  const backup = backupIn(at(plan.backup));
  const saved = at(plan.save);
  const save = saved?.type === "save" ? saved : undefined;
  const broken = result.error ?? (result.answers.length === plan.requests.length ? undefined : unanswered());
  const backupFailed =
    backup !== undefined && backup.hresult !== 0 ? backupError(backup.hresult, errors) : undefined;

  const settled = plan.asked.map(({ change, request }): Settled => {
    const answer = changeIn(at(request));
    if (answer !== undefined) return settleAnswer(change, answer, backupFailed, errors);
    const over = result.error === undefined || result.over === true;
    return { outcome: "doubt", why: located(broken ?? unanswered(), change), over };
  });
  const changed = plan.asked.some(({ request }) => {
    const outcome = changeIn(at(request))?.outcome;
    return outcome === "changed" || outcome === "missing";
  });
  return {
    settled,
    backedUp: backup?.hresult === 0 && backup.where !== "",
    warnings: [...(plan.save === undefined ? [] : saveWarnings(save, errors)), ...backupWarnings(backup)],
    stale: broken !== undefined || changed || settled.some(({ outcome }) => outcome === "doubt"),
  };
}

/**
 * Decides what became of a change in doubt, from what its key holds now. It counts as written only if the key holds all
 * of it. It counts as not written only if the key is as before and nothing can write it any more.
 *
 * @param key as read afterwards; `undefined` if it could not be read
 */
export function settleDoubt(
  change: Change,
  { why, over }: Doubt,
  key: ObservedKey | undefined,
): ChangeResult {
  let holds = "what the key holds now can't be read";
  if (key !== undefined && key.ambiguous === undefined) {
    const own = key.own[change.kind] ?? emptyPair;
    const type = key.settings?.AppPoolIdentityType;
    if (isDone(own, change, type)) {
      const warning = `${change.location} was read again after ${why.code}, and holds what was asked`;
      return { outcome: "written", warnings: [warning] };
    }
    const isSameType = change.identityType === undefined || change.identityType.expected === type;
    const isBefore = samePair(own, change.expected) && isSameType;
    if (isBefore && over) return { outcome: "failed", error: why };
    holds = isBefore
      ? "the key still held the old values when it was read again, but the script may not have ended there"
      : `the key was read again: ${halvesNow(own, change)}`;
  }
  return {
    outcome: "failed",
    error: new IdentityError({
      code: "E_IN_DOUBT",
      location: change.location,
      message: `Writing ended with ${why.code}, and ${holds}.`,
      hint: "Preview again, which compares with what is stored now, then repeat the update.",
    }),
  };
}

/** What a key holds after a change of which only half was made, in words. */
function halvesNow(own: OwnPair, { expected, userName, password }: Change): string {
  const words = (isAsked: boolean, isBefore: boolean, isThere: boolean): string => {
    if (isAsked) return "as was asked";
    if (isBefore) return "as before";
    return isThere ? "neither as before nor as was asked" : "gone";
  };
  const name = words(
    userName !== undefined && holdsName(own, userName),
    own.userName?.value === expected.userName?.value,
    own.userName !== undefined,
  );
  const secret = words(
    password !== undefined && holdsPassword(own, password),
    sameStored(own.password, expected.password),
    own.password !== undefined,
  );
  return `its user name is ${name}, its password ${secret}`;
}

function settleAnswer(
  change: Change,
  answer: ApplyAnswer,
  backupFailed: IdentityError | undefined,
  errors: AgentErrors,
): Settled {
  const { outcome, hresult } = answer;
  switch (outcome) {
    case "written":
    case "unchanged":
      return { outcome };
    case "changed":
      return changedMeanwhile(change);
    case "missing":
      return failed(change, "E_UNKNOWN_LOCATION", "The metabase no longer has this key.");
    case "refused":
      return {
        outcome: "failed",
        error: located(refusalError(change, hresult, backupFailed, errors), change),
      };
    case "locked":
      return { outcome: "failed", error: errors.locked?.(change) ?? errors.of(hresult, change.location) };
    case "unverified":
      return {
        outcome: "doubt",
        why: hresult === 0 ? notTaken(change, errors) : errors.of(hresult, change.location),
        over: true,
      };
  }
}

function refusalError(
  { location }: Change,
  hresult: number,
  backupFailed: IdentityError | undefined,
  errors: AgentErrors,
): IdentityError {
  if (backupFailed !== undefined) return backupFailed;
  return hresult === 0 ? unanswered() : errors.of(hresult, location);
}

/** No backup, no write. */
function backupError(hresult: number, errors: AgentErrors): IdentityError {
  return (
    errors.ofBackup?.(hresult) ??
    new IdentityError({
      code: "E_BACKUP",
      message: `The server could not make a backup (${told(hresult, errors)}), and without a backup nothing is written.`,
      hint: "Check the server's disk, its backups and the rights of the account that runs the script, then repeat the update.",
    })
  );
}

/** An HRESULT with what it means to us. */
function told(hresult: number, errors: AgentErrors): string {
  return `${errors.of(hresult).code}, ${hexOf(hresult)}`;
}

function saveWarnings(
  save: Extract<AgentAnswer, { type: "save" }> | undefined,
  errors: AgentErrors,
): readonly string[] {
  if (save?.hresult === 0) return [];
  const code = save === undefined ? "it was not asked to" : told(save.hresult, errors);
  return [
    `what was written counts, but IIS has not yet saved its metabase to disk (${code}); it will do so by itself`,
  ];
}

function backupWarnings(backup: BackupAnswer | undefined): readonly string[] {
  if (backup?.hresult !== 0 || backup.notRemoved === 0) return [];
  if (backup.notRemoved === undefined) {
    return [`old backups could not be listed, so all of them stay on the server: ${backup.where}`];
  }
  return [`${String(backup.notRemoved)} old backups could not be removed: ${backup.where}`];
}

function notTaken({ location }: Change, errors: AgentErrors): IdentityError {
  return new IdentityError({
    code: errors.notTaken,
    location,
    message: "IIS reported that it made the change, but the key does not hold it.",
    hint: "Find out who else writes there, run iis-identity doctor on the server, then preview again.",
  });
}

/** The same error, at one credential. */
function located({ code, rule, hint }: IdentityError, { location }: Change): IdentityError {
  return new IdentityError({ code, location, message: rule, hint });
}

function changeIn(answer: AgentAnswer | undefined): ApplyAnswer | undefined {
  return answer?.type === "apply" || answer?.type === "set" ? answer : undefined;
}

function backupIn(answer: AgentAnswer | undefined): BackupAnswer | undefined {
  return answer?.type === "backup" || answer?.type === "copy" ? answer : undefined;
}
