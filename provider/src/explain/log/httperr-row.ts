import { httpErrReason } from "../status/httperr-reason";
import { isStatus } from "../status/logged-status";
import { emptyRow, isAddress, portOf, stemOf, type LogLine } from "./log-row";

/** How many words behind the path the reason is looked for: numbers of streams, status and site come before it. */
const reach = 6;

/**
 * Reads a row of HTTP.SYS's own log by its looks: both ends' addresses and ports, version, method, path, then, behind what
 * later versions of Windows add, status, site, reason and queue: `… HTTP/1.1 GET /a?b - 503 1 AppOffline Pool TCP`.
 *
 * @returns `undefined` for what is none
 */
export function httpErrRow(words: readonly string[]): LogLine | undefined {
  const client = words.slice(0, 3).findIndex((word, index) => isAddress(word) && areEnds(words, index));
  if (client < 0) return undefined;
  const [address = "", port, version = "", method, path] = words.slice(client + 2);
  const behind = words.slice(client + 7, client + 7 + reach);
  const reasonAt = behind.findIndex(
    (word, index) => httpErrReason(word) !== undefined && isStatusAndSite(behind, index - 2),
  );
  // A reason that is not in the list is a word behind status and site all the same.
  const at = reasonAt >= 0 ? reasonAt - 2 : behind.findIndex((_, index) => isRest(behind, index));
  if (at < 0 || (reasonAt < 0 && !/^HTTP\/\d/i.test(version))) return undefined;
  const [status = "", site = "", reason = "", queue] = behind.slice(at);
  return {
    ...emptyRow,
    siteName: /^\d+$/.test(site) ? `W3SVC${site}` : undefined,
    address,
    port: portOf(port),
    stem: stemOf(method, path),
    status: isStatus(status) ? Number(status) : undefined,
    reason: httpErrReason(reason),
    log: "httperr",
    queue: queue === undefined || queue === "-" ? undefined : queue,
  };
}

function areEnds(words: readonly string[], at: number): boolean {
  return (
    portOf(words[at + 1]) !== undefined && isAddress(words[at + 2]) && portOf(words[at + 3]) !== undefined
  );
}

function isStatusAndSite(words: readonly string[], at: number): boolean {
  const [status = "", site = ""] = at < 0 ? [] : words.slice(at);
  return (status === "-" || isStatus(status)) && /^(?:-|\d{1,10})$/.test(site);
}

function isRest(words: readonly string[], at: number): boolean {
  return isStatusAndSite(words, at) && words[at] !== "-" && /^(?:-|[A-Z][\w/]*)$/i.test(words[at + 2] ?? "");
}
