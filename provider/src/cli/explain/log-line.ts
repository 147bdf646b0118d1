import { isStatus, isSubStatus, win32Of, type LoggedStatus } from "./logged-status";

/** What a line of a W3C extended log tells of a request. The query string, and who asked, are never taken from it. */
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
}

const fieldName =
  /^(?:date|time|time-taken|(?:c|s|r|cs|sc|sr|rs|x)-?[a-z0-9-]+(?:\([A-Za-z-]+\))?|(?:cs|sc)\([A-Za-z-]+\))$/;
const serviceName = /^(?:W3SVC|MSFTPSVC|NNTPSVC|SMTPSVC)\d+$/i;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+(?:%\d+)?)$/i;

/**
 * The names after `#Fields:`. On a line that is all that was given, a row may stand behind them; in a log any name may be
 * one, since the administrator can add fields.
 *
 * @returns `undefined` for another line
 */
export function parseFields(
  line: string,
  isAlone: boolean,
): { readonly fields: readonly string[]; readonly rest: string } | undefined {
  const [, list] = /^\s*#Fields:\s*(.*)$/i.exec(line) ?? [];
  if (list === undefined) return undefined;
  const words = list.split(/\s+/).filter((word) => word !== "");
  const end = isAlone ? words.findIndex((word) => !fieldName.test(word)) : -1;
  return end < 0
    ? { fields: words, rest: "" }
    : { fields: words.slice(0, end), rest: words.slice(end).join(" ") };
}

/**
 * Reads one line, by its `#Fields:` where they are known, else by what its words look like.
 *
 * @returns `undefined` for what is no line of such a log
 */
export function parseLogLine(line: string, fields: readonly string[] | undefined): LogLine | undefined {
  const words = line.trim().split(/\s+/);
  if (words.length === fields?.length) return byFields(words, fields);
  return byLooks(words);
}

function byFields(words: readonly string[], fields: readonly string[]): LogLine | undefined {
  const names = fields.map((name) => name.toLowerCase());
  const field = (name: string): string | undefined => {
    const word = words[names.indexOf(name)];
    return word === undefined || word === "-" ? undefined : word;
  };
  const status = field("sc-status");
  if (status === undefined || !isStatus(status)) return undefined;
  const subStatus = field("sc-substatus");
  const port = field("s-port");
  // HTTP.SYS's own log (httperr) has the site's number, and the path with the query.
  const id = field("s-siteid");
  return {
    siteName: field("s-sitename") ?? (id !== undefined && /^\d+$/.test(id) ? `W3SVC${id}` : undefined),
    address: field("s-ip"),
    port: port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    host: field("cs-host") ?? field("cs(host)"),
    stem: stemOf(field("cs-method"), field("cs-uri-stem") ?? field("cs-uri")),
    status: Number(status),
    subStatus: subStatus !== undefined && isSubStatus(subStatus) ? Number(subStatus) : undefined,
    win32: win32Of(field("sc-win32-status") ?? ""),
  };
}

/** The order that IIS itself writes fields in, with any of them left out. */
function byLooks(words: readonly string[]): LogLine | undefined {
  const method = words.findIndex(
    (word, index) => /^[A-Z][A-Z_-]{2,19}$/.test(word) && /^[/*]/.test(words[index + 1] ?? ""),
  );
  if (method < 0) return undefined;
  if (/^HTTP\/\d/i.test(words[method - 1] ?? "")) return ofHttpErr(words, method);
  const at = statusPlace(words, method);
  if (at === undefined) return undefined;
  const hasSubStatus = isSubStatus(words[at + 1] ?? "");
  const port = at > method + 3 ? (words[method + 3] ?? "") : "";
  const before = words[method - 1] ?? "";
  return {
    siteName: words.slice(0, method).find((word) => serviceName.test(word)),
    address: address.test(before) ? before : undefined,
    port: /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    host: undefined,
    stem: stemOf(words[method], words[method + 1]),
    status: Number(words[at]),
    subStatus: hasSubStatus ? Number(words[at + 1]) : undefined,
    win32: win32Of(words[hasSubStatus ? at + 2 : at + 1] ?? ""),
  };
}

/** A row of HTTP.SYS's own log, which begins with both ends' addresses: `… HTTP/1.1 GET /a?b 503 1 AppOffline Pool`. */
function ofHttpErr(words: readonly string[], method: number): LogLine | undefined {
  // Later versions of Windows write a stream's number, or -, before the status.
  const at = [method + 2, method + 3].find((index) => isLoggedStatus(words[index]));
  if (at === undefined) return undefined;
  const id = words[at + 1] ?? "";
  const [server = "", port = ""] = words.slice(Math.max(0, method - 3));
  return {
    siteName: /^\d+$/.test(id) ? `W3SVC${id}` : undefined,
    address: address.test(server) ? server : undefined,
    port: /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    host: undefined,
    stem: stemOf(words[method], words[method + 1]),
    status: Number(words[at]),
    subStatus: undefined,
    win32: undefined,
  };
}

/** No server logs the interim answers (1xx). */
function isLoggedStatus(word: string | undefined): boolean {
  return word !== undefined && isStatus(word) && !word.startsWith("1");
}

/**
 * Where status, sub-status and error begin: in the last row of numbers that has them, in which byte counts and the time may
 * follow, and the port may come before. Without a sub-status only an error of four digits and more is told from one.
 */
function statusPlace(words: readonly string[], method: number): number | undefined {
  const word = (index: number): string => words[index] ?? "";
  const isPlace = (index: number): boolean =>
    isLoggedStatus(words[index]) &&
    (isError(word(index + 1)) || (isSubStatus(word(index + 1)) && isNumber(word(index + 2))));
  let place: number | undefined;
  for (let index = method + 2; index < words.length; index += 1) {
    if (!isPlace(index)) continue;
    const isPort = index === method + 3 && isPlace(index + 1);
    const begin: number = isPort ? index + 1 : index;
    place = begin;
    index = begin;
    while (isNumber(word(index + 1))) index += 1;
  }
  return place;
}

function isNumber(word: string): boolean {
  return /^-?\d{1,10}$/.test(word);
}

function isError(word: string): boolean {
  return isNumber(word) && !isSubStatus(word);
}

/** What FTP logs for its commands USER and PASS is no path, and may be a password. */
function stemOf(method: string | undefined, stem: string | undefined): string | undefined {
  if (stem?.startsWith("/") !== true) return undefined;
  return /(?:USER|PASS)$/i.test(method ?? "") ? undefined : stem;
}
