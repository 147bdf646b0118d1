import type { Kind } from "../../domain";
import type { HttpErrReason } from "./httperr-reason";
import type { LoggedStatus } from "./logged-status";
import { nextSteps, type StepName } from "./next-step";
import { configurationError, subStatusMeaning } from "./sub-status";
import { win32Meaning } from "./win32-status";
import { eventMeaning, eventWorld } from "./windows-event";
import type { World } from "../words/world";

/** A logged status in words. */
export interface ExplainedStatus {
  /** `401.1`, `401.1 1326` or `1326`. */
  readonly code: string;
  /** True where it belongs to every healthy logon. */
  readonly normal: boolean;
  /** What IIS says, then what Windows says. */
  readonly says: readonly string[];
  /** The kinds of stored credentials that it can be about. */
  readonly kinds: readonly Kind[];
  readonly next: readonly string[];
}

const noCredentials = 0x8009030e;
const continueNeeded = 0x00090312;
const accessDenied = 5;

/** What is known of where a status comes from, and changes what it means. */
export interface Circumstances {
  /** What runs the place; pools, of whichever version, where nothing tells. */
  readonly world?: World;
  /** Whether AnonymousPasswordSync may be why an anonymous logon fails there. */
  readonly passwordSync?: boolean;
  /** Whether the log has sub-statuses; `undefined` where no log is known. */
  readonly hasSubStatus?: boolean | undefined;
}

/** Tells what a status means, and where to look next. Never fails: what is unknown is said to be. */
export function explainStatus(logged: LoggedStatus, circumstances: Circumstances = {}): ExplainedStatus {
  return normalLeg(logged, circumstances) ?? fault(logged, circumstances);
}

/** Tells what HTTP.SYS means by its reason, with the status that it sent, if it sent any. */
export function explainReason(
  { name, says, kinds, next, normal }: HttpErrReason,
  status: number | undefined,
  { world }: Circumstances = {},
): ExplainedStatus {
  return {
    code: status === undefined ? name : `${String(status)} ${name}`,
    normal,
    says: [says],
    kinds,
    next: nextSteps(next, world),
  };
}

/** Tells what an event of Windows' logs means, by its number. */
export function explainEvent(id: number, { world }: Circumstances = {}): ExplainedStatus {
  const meaning = eventMeaning(id);
  return {
    code: `event ${String(id)}`,
    normal: false,
    says: [meaning?.says ?? "What this event means is not in the list here."],
    kinds: meaning?.kinds ?? [],
    next: nextSteps(meaning?.next ?? [], world ?? eventWorld(id)),
  };
}

/** The legs that NTLM and Negotiate need before each logon, where nothing is wrong. */
function normalLeg(logged: LoggedStatus, { world }: Circumstances): ExplainedStatus | undefined {
  const { status, subStatus, win32 } = logged;
  if (status !== 401 || win32 === undefined) return undefined;
  const first = subStatus === 2 && [0, 5, noCredentials].includes(win32);
  const second = subStatus === 1 && [0, noCredentials, continueNeeded].includes(win32);
  if (!first && !second) return undefined;
  const leg = first
    ? "The normal first leg where anonymous access is off: browsers ask without credentials first."
    : "The normal middle leg of NTLM or Negotiate: the server sent its challenge, and the logon goes on.";
  return {
    code: codeOf(logged),
    normal: true,
    says: [leg, "It is a fault only where no 200 with a user name follows from the same client."],
    kinds: [],
    next: nextSteps(["next-lines", "authentication"], world),
  };
}

function fault(
  logged: LoggedStatus,
  { world: known, passwordSync = false, hasSubStatus }: Circumstances,
): ExplainedStatus {
  const { status, subStatus, win32 } = logged;
  const cause = known === undefined || known === "pools-7" ? configurationError(logged) : undefined;
  const world = known ?? "pools";
  const iis = status === undefined ? undefined : subStatusMeaning(status, subStatus, world);
  // Where it is the logon that failed, "access is denied" is no right that the account lacks: it tells nothing more.
  const tellsNothing =
    (win32 === 0 && status !== undefined) || (status === 401 && subStatus === 1 && win32 === accessDenied);
  const windows = cause ?? (win32 === undefined || tellsNothing ? undefined : win32Meaning(win32));
  const isUnknown = win32 !== undefined && !tellsNothing && windows === undefined;
  const steps: StepName[] = [...(windows?.next ?? []), ...(cause === undefined ? (iis?.next ?? []) : [])];
  const isLogon = status === 530 || (status === 401 && (subStatus === 1 || subStatus === undefined));
  if (status === 401 && subStatus === 1 && windows === undefined)
    steps.push("copies", "account", "rights", "authentication");
  if (isLogon && passwordSync) steps.push("password-sync");
  if (status === 401 && subStatus === 1) steps.push("token-cache");
  return {
    code: codeOf(logged),
    normal: status !== undefined && status < 400,
    says: [
      ...(status === undefined ? [] : [iis?.says ?? otherStatus(status)]),
      ...(iis?.needsSubStatus === true && subStatus === undefined ? [whereSubStatusIs(hasSubStatus)] : []),
      ...(windows === undefined ? [] : [windows.says]),
      ...(isUnknown
        ? [
            `What Windows means by ${hex(win32)} is not in the list here${win32 > 0xffff ? "." : `: net helpmsg ${String(win32)} may tell.`}`,
          ]
        : []),
    ],
    kinds: cause?.kinds ?? iis?.kinds ?? [],
    next: nextSteps(steps, world),
  };
}

function whereSubStatusIs(hasSubStatus: boolean | undefined): string {
  return hasSubStatus === false
    ? "The log has no sub-status, which would say why. IIS 5 writes none; from IIS 6 on it is a field that you tick (sc-substatus)."
    : "The sub-status says why. It is the field sc-substatus of the log, which IIS writes from version 6 on where it is ticked.";
}

function otherStatus(status: number): string {
  if (status < 400) return "The request was served: no stored credential is wrong there.";
  return "A wrong credential does not lead to this answer.";
}

function codeOf({ status, subStatus, win32 }: LoggedStatus): string {
  const http =
    status === undefined ? [] : [[status, subStatus].filter((part) => part !== undefined).join(".")];
  return [...http, ...(win32 === undefined ? [] : [codeOfWin32(win32)])].join(" ");
}

function codeOfWin32(win32: number): string {
  return win32 > 0xffff ? `${String(win32)} (${hex(win32)})` : String(win32);
}

function hex(win32: number): string {
  return `0x${win32.toString(16).toUpperCase().padStart(8, "0")}`;
}
