import { foldCase } from "../../domain";
import { ftpRow, isFtpCommand } from "./ftp-row";
import { httpErrReason } from "../status/httperr-reason";
import { httpErrRow } from "./httperr-row";
import { isStatus, isSubStatus, win32Of } from "../status/logged-status";
import { portOf, stemOf, type LogLine } from "./log-row";
import { w3cRow } from "./w3c-row";

const fieldName =
  /^(?:date|time|time-taken|(?:c|s|r|cs|sc|sr|rs|x)-?[a-z0-9-]+(?:\([A-Za-z-]+\))?|(?:cs|sc)\([A-Za-z-]+\))$/;

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
 * Reads one row, by its `#Fields:` where they are known, else by what its words look like.
 *
 * @returns `undefined` for what is no row of such a log
 */
export function parseLogLine(line: string, fields: readonly string[] | undefined): LogLine | undefined {
  const words = line.trim().split(/\s+/);
  if (words.length === fields?.length) return byFields(words, fields);
  return httpErrRow(words) ?? ftpRow(words) ?? w3cRow(words);
}

function byFields(words: readonly string[], fields: readonly string[]): LogLine | undefined {
  const names = fields.map((name) => name.toLowerCase());
  const field = (name: string): string | undefined => {
    const word = words[names.indexOf(name)];
    return word === undefined || word === "-" ? undefined : word;
  };
  const status = field("sc-status");
  // HTTP.SYS's own log has the site's number, the path with the query, and its reason, N/A among them.
  const reason = httpErrReason(field("s-reason") ?? "");
  const isLogged = status !== undefined && isStatus(status);
  if (!isLogged && (reason === undefined || status !== undefined)) return undefined;
  const subStatus = field("sc-substatus");
  const id = field("s-siteid");
  const siteName = field("s-sitename");
  const method = field("cs-method");
  const isFtp = siteName === undefined ? isFtpCommand(method) : /^(?:MS)?FTPSVC/.test(foldCase(siteName));
  const log = names.includes("s-reason") ? "httperr" : isFtp ? "ftp" : "web";
  return {
    siteName: siteName ?? (id !== undefined && /^\d+$/.test(id) ? `W3SVC${id}` : undefined),
    address: field("s-ip"),
    port: portOf(field("s-port")),
    host: field("cs-host") ?? field("cs(host)"),
    stem: stemOf(method, field("cs-uri-stem") ?? field("cs-uri")),
    status: isLogged ? Number(status) : undefined,
    subStatus: subStatus !== undefined && isSubStatus(subStatus) ? Number(subStatus) : undefined,
    win32: win32Of(field("sc-win32-status") ?? ""),
    hasSubStatus: log === "web" ? names.includes("sc-substatus") : undefined,
    reason,
    queue: field("s-queuename"),
    log,
  };
}
