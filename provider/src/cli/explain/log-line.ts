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

/** The names after `#Fields:`, and what stands behind them on the same line. @returns `undefined` for another line */
export function parseFields(
  line: string,
): { readonly fields: readonly string[]; readonly rest: string } | undefined {
  const [, list] = /^\s*#Fields:\s*(.*)$/i.exec(line) ?? [];
  if (list === undefined) return undefined;
  const words = list.split(/\s+/).filter((word) => word !== "");
  const end = words.findIndex((word) => !fieldName.test(word));
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
  return {
    siteName: field("s-sitename"),
    address: field("s-ip"),
    port: port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    host: field("cs-host") ?? field("cs(host)"),
    stem: stemOf(field("cs-method"), field("cs-uri-stem")),
    status: Number(status),
    subStatus: subStatus !== undefined && isSubStatus(subStatus) ? Number(subStatus) : undefined,
    win32: win32Of(field("sc-win32-status") ?? ""),
  };
}

/** The order that IIS itself writes fields in, with any of them left out. */
function byLooks(words: readonly string[]): LogLine | undefined {
  const method = words.findIndex(
    (word, index) => /^[A-Z]{3,20}$/.test(word) && /^[/*]/.test(words[index + 1] ?? ""),
  );
  if (method < 0) return undefined;
  const at = statusPlace(words, method);
  if (at === undefined) return undefined;
  const port = words[method + 3] ?? "";
  const before = words[method - 1] ?? "";
  return {
    siteName: words.slice(0, method).find((word) => serviceName.test(word)),
    address: address.test(before) ? before : undefined,
    port: /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    host: undefined,
    stem: stemOf(words[method], words[method + 1]),
    status: Number(words[at]),
    subStatus: Number(words[at + 1]),
    win32: win32Of(words[at + 2] ?? ""),
  };
}

/** Where status, sub-status and error stand in a row: behind port, user name and client where those are logged. */
function statusPlace(words: readonly string[], method: number): number | undefined {
  const places = words
    .map((_, index) => index)
    .filter(
      (index) =>
        index > method + 1 &&
        isStatus(words[index] ?? "") &&
        isSubStatus(words[index + 1] ?? "") &&
        /^\d{1,10}$/.test(words[index + 2] ?? ""),
    );
  return places.find((index) => index >= method + 6) ?? places[0];
}

/** What FTP logs for its commands USER and PASS is no path, and may be a password. */
function stemOf(method: string | undefined, stem: string | undefined): string | undefined {
  if (stem?.startsWith("/") !== true) return undefined;
  return /(?:USER|PASS)$/i.test(method ?? "") ? undefined : stem;
}
