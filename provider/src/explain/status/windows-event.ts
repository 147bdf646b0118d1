import { foldCase, type Kind } from "../../domain";
import type { StepName } from "./next-step";
import { win32Meaning } from "./win32-status";

/** What an event of Windows' logs says of an account that IIS uses. */
export interface EventMeaning {
  /** Who writes it, as the log shows it; empty where anybody may have. */
  readonly sources: readonly string[];
  readonly says: string;
  readonly kinds: readonly Kind[];
  readonly next: readonly StepName[];
}

const poolSources = ["W3SVC", "WAS", "Microsoft-Windows-WAS"];
const security = ["Security", "Microsoft-Windows-Security-Auditing"];

const about = (
  sources: readonly string[],
  says: string,
  kinds: readonly Kind[],
  next: readonly StepName[],
): EventMeaning => ({ sources, says, kinds, next });

/** The security log of Windows Server 2003 has an event for each reason, that of an error of Windows. */
const logonFailure = (win32: number): EventMeaning => {
  const meaning = win32Meaning(win32);
  return about(security, `A logon failed. ${meaning?.says ?? ""}`, [], meaning?.next ?? []);
};

const invalidIdentity = about(
  poolSources,
  "The identity of an application pool is not valid: its name or its password is wrong, or it may not log on as a batch job. With the next request the pool is stopped.",
  ["wam"],
  ["pool-identity", "copies", "pool-rights", "start-pool"],
);
const stoppedForIdentity = about(
  poolSources,
  "IIS stopped an application pool without starting a process for it, since the pool's identity is not valid.",
  ["wam"],
  ["pool-identity", "copies", "pool-rights", "start-pool"],
);
const notStarted = about(
  poolSources,
  "IIS stopped an application pool, since a process for it could not be started: its identity can't log on, lacks a right, or the process failed.",
  ["wam"],
  ["pool-identity", "copies", "pool-rights", "start-pool"],
);
const failedTooOften = about(
  poolSources,
  "IIS stopped an application pool: its processes failed too often in a short time (rapid-fail protection). An identity that can't log on is one cause, a fault of the application another.",
  ["wam"],
  ["pool-identity", "copies", "start-pool"],
);
const complus =
  "COM+ could not start an application of IIS 5 isolation mode: the account's name and password that COM+ holds are not the account's. The metabase and COM+ hold one copy each.";
const lockedOut = about(
  security,
  "An account was locked out. The event names the computer that sent the wrong password.",
  [],
  ["unlock", "copies"],
);
const validated = about(
  security,
  "An account's name and password were checked over NTLM. The code in the event says how that ended: 0x0 means well.",
  [],
  ["event-code"],
);

const byId: ReadonlyMap<number, EventMeaning> = new Map([
  [36, about(["W3SVC"], complus, ["wam"], ["complus", "complus-rights", "copies"])],
  [
    100,
    about(
      ["W3SVC", "MSFTPSVC"],
      "The service could not log on the account that the event names, for the reason at its end.",
      ["anonymous", "unc"],
      ["copies", "account", "rights", "token-cache"],
    ),
  ],
  [529, logonFailure(1326)],
  [530, logonFailure(1328)],
  [531, logonFailure(1331)],
  [532, logonFailure(1793)],
  [533, logonFailure(1329)],
  [534, logonFailure(1385)],
  [535, logonFailure(1330)],
  [536, logonFailure(1792)],
  [539, logonFailure(1909)],
  [
    537,
    about(security, "A logon failed for a reason that only the codes in the event give.", [], ["event-code"]),
  ],
  [644, lockedOut],
  [680, validated],
  [681, validated],
  [1002, failedTooOften],
  [1021, invalidIdentity],
  [1057, stoppedForIdentity],
  [1059, notStarted],
  [
    4625,
    about(
      security,
      "A logon failed. The sub-status in the event says why, or the status where that is 0.",
      [],
      ["event-code"],
    ),
  ],
  [4740, lockedOut],
  [4776, validated],
  [5002, failedTooOften],
  [5021, invalidIdentity],
  [5057, stoppedForIdentity],
  [5059, notStarted],
  [
    10004,
    about(
      ["DCOM", "Microsoft-Windows-DistributedCOM"],
      complus,
      ["wam"],
      ["complus", "complus-rights", "copies"],
    ),
  ],
  [
    51228,
    about(
      [],
      "IIS could not save MetaBase.xml: another program has it open, or the disk is full. What was changed since then is in memory alone.",
      [],
      ["free-metabase"],
    ),
  ],
]);

/** @returns `undefined` for an event that is not in the list */
export function eventMeaning(id: number): EventMeaning | undefined {
  return byId.get(id);
}

/**
 * The number of an event as people name it: `event 5021`, `WAS 5021`, `Event ID: 5021`, or its number alone where it is in
 * the list.
 *
 * @returns `undefined` for what names none
 */
export function parseEvent(text: string): number | undefined {
  const [, word, source, digits] =
    /^(?:(event(?: ?id)?:?)\s+|([a-z][\w-]{2,40})\s+)?(\d{1,5})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const id = Number(digits);
  if (word !== undefined) return id;
  const meaning = eventMeaning(id);
  if (meaning === undefined || source === undefined) return meaning === undefined ? undefined : id;
  return meaning.sources.some((name) => foldCase(name) === foldCase(source)) ? id : undefined;
}
