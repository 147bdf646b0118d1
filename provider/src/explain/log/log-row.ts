import type { HttpErrReason } from "../status/httperr-reason";
import type { LoggedStatus } from "../status/logged-status";

/**
 * What a row of a W3C extended log, or of HTTP.SYS's own (httperr), tells of a request. The query string, and who asked,
 * are never taken from it.
 */
export interface LogLine extends LoggedStatus {
  /** `W3SVC1`. */
  readonly siteName: string | undefined;
  /** The server's own address. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** The host that was asked for. */
  readonly host: string | undefined;
  /** cs-uri-stem, as logged. */
  readonly stem: string | undefined;
  /** Whether the log has a field for the sub-status; `undefined` for a log that never has one. */
  readonly hasSubStatus: boolean | undefined;
  /** Why HTTP.SYS answered itself (s-reason), where the list has it. */
  readonly reason: HttpErrReason | undefined;
  /** The application pool that HTTP.SYS names (s-queuename). */
  readonly queue: string | undefined;
  readonly log: "web" | "ftp" | "httperr";
}

/** A row that tells nothing. */
export const emptyRow: LogLine = {
  siteName: undefined,
  address: undefined,
  port: undefined,
  host: undefined,
  stem: undefined,
  status: undefined,
  subStatus: undefined,
  win32: undefined,
  hasSubStatus: undefined,
  reason: undefined,
  queue: undefined,
  log: "web",
};

/** The service that wrote a log, and its site's number: `W3SVC1`. */
export function isServiceName(word: string): boolean {
  return /^(?:W3SVC|MSFTPSVC|FTPSVC|NNTPSVC|SMTPSVC)\d{1,10}$/i.test(word);
}

export function isAddress(word: string | undefined): word is string {
  return (
    word !== undefined && /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]{1,60}(?:%\d{1,10})?)$/i.test(word)
  );
}

/** @returns `undefined` for what is no port */
export function portOf(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,5}$/.test(word) ? Number(word) : undefined;
}

export function isNumber(word: string | undefined): word is string {
  return word !== undefined && /^-?\d{1,10}$/.test(word);
}

/** What FTP logs for its commands USER and PASS is no path, and may be a password. */
export function stemOf(method: string | undefined, stem: string | undefined): string | undefined {
  if (stem?.startsWith("/") !== true) return undefined;
  return /(?:USER|PASS|ACCT)$/i.test(method ?? "") ? undefined : stem;
}
