import { foldCase } from "../../domain";
import type { World } from "../words/world";
import { byName, rowsOf, type Meaning } from "./meaning-table";
import { win32Meaning } from "./win32-status";

/** Who writes an event, as the log shows it. Where nobody is listed, anybody may. */
const sources: Readonly<Record<string, readonly string[]>> = {
  web: ["W3SVC"],
  services: ["W3SVC", "MSFTPSVC"],
  pools: ["W3SVC", "WAS", "Microsoft-Windows-WAS"],
  security: ["Security", "Microsoft-Windows-Security-Auditing"],
  dcom: ["DCOM", "Microsoft-Windows-DistributedCOM"],
  was: ["WAS", "Microsoft-Windows-WAS"],
  worker: ["W3SVC-WP", "IIS-W3SVC-WP", "Microsoft-Windows-IIS-W3SVC-WP"],
};

/** Events of Windows' logs about accounts that IIS uses. */
const rows = rowsOf(`
36 | web wam | complus complus-rights copies |
  COM+ could not start an application of IIS 5 isolation mode: the name and password that COM+ holds are not those of the
  account. The metabase and COM+ hold a copy each.
10004 | dcom wam | complus complus-rights copies |
  COM+ could not start an application of IIS 5 isolation mode: the name and password that COM+ holds are not those of the
  account. The metabase and COM+ hold a copy each.
100 | services anonymous unc | copies account rights token-cache |
  The service could not log on the account that the event names, for the reason at its end.
537 | security | event-code | A logon failed for a reason that only the codes in the event give.
4625 | security | event-code | A logon failed. The sub-status in the event says why, or the status where that is 0.
644 4740 | security | unlock copies |
  An account was locked out. The event names the computer that sent the wrong password.
680 681 4776 | security | event-code |
  An account's name and password were checked over NTLM. The code in the event says how that ended: 0x0 means well.
1002 5002 | pools wam | pool-identity copies start-pool |
  IIS stopped an application pool because its processes failed too often in a short time (rapid-fail protection). Either its
  identity can't log on, or the application has a fault.
1021 5021 | pools wam | pool-identity copies pool-rights start-pool |
  The identity of an application pool is not valid: its name or its password is wrong, or it may not log on as a batch job.
  With the next request the pool is stopped.
2307 | worker anonymous wam unc | keys configuration start-pool |
  A process of an application pool could not read the configuration. Where the event says that an attribute could not be
  decrypted, the key of a stored password is missing on this server.
2297 5172 | worker was unrelated | configuration start-pool |
  The configuration could not be read. Where it is right, it was read while it was being written: start the pool again.
1057 5057 | pools wam | pool-identity copies pool-rights start-pool |
  IIS stopped an application pool without starting a process for it, because the pool's identity is not valid.
1059 5059 | pools wam | pool-identity copies pool-rights start-pool |
  IIS stopped an application pool because a process for it could not be started: its identity can't log on or lacks a right,
  or the process failed.
51228 || free-metabase |
  IIS could not save MetaBase.xml: another program has it open, or the disk is full. What was changed since then is in memory
  only.
`);

const byId = byName(rows, Number);

/** The security log of Windows Server 2003 has an event for each reason, that of an error of Windows. */
const logonFailures: ReadonlyMap<number, number> = new Map([
  [529, 1326],
  [530, 1328],
  [531, 1331],
  [532, 1793],
  [533, 1329],
  [534, 1385],
  [535, 1330],
  [536, 1792],
  [539, 1909],
]);

/** What an event of Windows' logs says of an account that IIS uses. @returns `undefined` for one that is not in the list */
export function eventMeaning(id: number): Meaning | undefined {
  const reason = win32Meaning(logonFailures.get(id) ?? -1);
  return reason === undefined ? byId.get(id) : { ...reason, says: `A logon failed. ${reason.says}` };
}

/** What events of application pools are about that IIS 6 does not write: it has lower numbers for them. */
export function eventWorld(id: number): World | undefined {
  const marks = byId.get(id)?.marks;
  return id >= 2000 && ["pools", "was", "worker"].some((mark) => marks?.has(mark) === true)
    ? "pools-7"
    : undefined;
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
  const isNamed =
    word !== undefined || (eventMeaning(id) !== undefined && (source === undefined || writes(id, source)));
  return isNamed ? id : undefined;
}

/** Whether a program, as the log shows it, writes an event. */
function writes(id: number, source: string): boolean {
  const marks = logonFailures.has(id) ? ["security"] : [...(byId.get(id)?.marks ?? [])];
  return marks.some((mark) => sources[mark]?.some((name) => foldCase(name) === foldCase(source)) === true);
}
