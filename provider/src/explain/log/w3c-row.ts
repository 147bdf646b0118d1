import { isStatus, isSubStatus, win32Of } from "../status/logged-status";
import { emptyRow, isAddress, isNumber, isServiceName, portOf, stemOf, type LogLine } from "./log-row";

/** What IIS answers with: a row may end with one of these, while other numbers there may be a port. */
const answers = /^(?:20[0-7]|30[0-47]|40[0-9]|41[0-7]|50[0-5])$/;

/**
 * Reads a row of a web log by its looks: the order that IIS itself writes fields in, with any of them left out.
 *
 * @returns `undefined` for what is none
 */
export function w3cRow(words: readonly string[]): LogLine | undefined {
  const method = words.findIndex(
    (word, index) => /^[A-Z][A-Z_-]{2,19}$/.test(word) && /^[/*]/.test(words[index + 1] ?? ""),
  );
  if (method < 0) return undefined;
  // IIS 5 has the server's port before the method, and no sub-status.
  const [server, before] = words.slice(Math.max(0, method - 2), method);
  const olderPort = isAddress(server) ? portOf(before) : undefined;
  const at =
    (olderPort === undefined ? statusPlace(words, method) : olderPlace(words, method)) ??
    lastPlace(words, method);
  if (at === undefined) return undefined;
  const [subStatus = ""] = words.slice(at + 1);
  const hasSubStatus = olderPort === undefined && isSubStatus(subStatus);
  const address = olderPort === undefined ? words[method - 1] : server;
  return {
    ...emptyRow,
    siteName: words.slice(0, method).find(isServiceName),
    address: isAddress(address) ? address : undefined,
    port: olderPort ?? (at > method + 3 ? portOf(words[method + 3]) : undefined),
    stem: stemOf(words[method], words[method + 1]),
    status: Number(words[at]),
    subStatus: hasSubStatus ? Number(subStatus) : undefined,
    win32: win32Of(words[hasSubStatus ? at + 2 : at + 1] ?? ""),
    hasSubStatus,
  };
}

/**
 * Where status, sub-status and error begin: in the last row of numbers that has them, in which byte counts and the time may
 * follow, and the port may come before. Without a sub-status only an error of four digits and more is told from one.
 */
function statusPlace(words: readonly string[], method: number): number | undefined {
  const isPlace = (index: number): boolean =>
    isLoggedStatus(words[index]) &&
    (isError(words[index + 1]) || (isSubStatus(words[index + 1] ?? "") && isNumber(words[index + 2])));
  let place: number | undefined;
  for (let index = method + 2; index < words.length; index += 1) {
    if (!isPlace(index)) continue;
    const isPort = index === method + 3 && isPlace(index + 1);
    const begin: number = isPort ? index + 1 : index;
    place = begin;
    index = begin;
    while (isNumber(words[index + 1])) index += 1;
  }
  return place;
}

/** Right behind the path and the query, and before the error of Windows. */
function olderPlace(words: readonly string[], method: number): number | undefined {
  return [method + 2, method + 3].find((index) => isLoggedStatus(words[index]) && isNumber(words[index + 1]));
}

/** The fields that IIS 5 writes unless told otherwise end with the status, behind the path or the query. */
function lastPlace(words: readonly string[], method: number): number | undefined {
  const last = words.length - 1;
  const [first = ""] = words;
  const isRow = /^(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)$/.test(first) || isAddress(first);
  if (!isRow || last < method + 2 || last > method + 3) return undefined;
  return answers.test(words[last] ?? "") ? last : undefined;
}

/** No server logs the interim answers (1xx). */
function isLoggedStatus(word: string | undefined): boolean {
  return word !== undefined && isStatus(word) && !word.startsWith("1");
}

function isError(word: string | undefined): boolean {
  return isNumber(word) && !isSubStatus(word);
}
