import { win32Meaning } from "./win32-status";

/** What a log line, or somebody who read one, says of one request: the three numbers at its end. */
export interface LoggedStatus {
  /** sc-status; `undefined` where only an error of Windows was given. */
  readonly status: number | undefined;
  /** sc-substatus, `undefined` where nothing tells it. */
  readonly subStatus: number | undefined;
  /** sc-win32-status as an unsigned number; HRESULTs that wrap an error of Windows, or an NTSTATUS, are what they wrap. */
  readonly win32: number | undefined;
}

const separator = /[\s.,;/-]+/;
const number = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i;
const leastWin32Alone = 600;
const leastNtStatus = 0xc0000000;
/** No status is longer, with all that is copied out of an event beside it. */
const longest = 200;
/** What stands before a code where it was copied out of an event. */
const label = /^(?:(?:sub[ -]?)?status(?: code)?|(?:error )?code)(?: was)?:\s*/i;

/**
 * Reads a status as people write it: `401 1 1326`, `401.1`, `401.1 1326`, `401 1326`, `0x8009030E`, `-2146893042`; and
 * what events of failed logons give: `0xC000006D`, `C000006D`, `Status: 0xC000006D Sub Status: 0xC000006A`.
 *
 * @returns `undefined` for what is none
 */
export function parseStatus(text: string): LoggedStatus | undefined {
  if (text.length > longest) return undefined;
  const trimmed = text
    .trim()
    .replace(label, "")
    .replace(/[\s,;]+sub[ -]?status(?: code)?:\s*/i, " ");
  if (/^-\d{4,10}$/.test(trimmed))
    return { status: undefined, subStatus: undefined, win32: win32Of(trimmed) };
  const signed = /^(.*\s)(-\d{4,10})$/.exec(trimmed);
  const words = [
    ...(signed?.[1] ?? trimmed).trim().split(separator),
    ...(signed?.[2] === undefined ? [] : [signed[2]]),
  ];
  if (words.length === 0 || words.length > 3) return undefined;
  if (!words.every((word) => number.test(word) || isBareNtStatus(word) || word === signed?.[2]))
    return undefined;
  const [first = "", second, third] = words;
  if (!isStatus(first)) {
    const win32 = third === undefined ? errorAlone(first, second) : undefined;
    return win32 === undefined ? undefined : { status: undefined, subStatus: undefined, win32 };
  }
  const status = Number(first);
  if (second === undefined) return { status, subStatus: undefined, win32: undefined };
  // FTP logs the error of Windows first: up to IIS 6 alone, from IIS 7 on before the sub-status.
  if (status === 530 && third !== undefined && isSubStatus(third)) {
    const logged = win32Of(second);
    return logged === undefined ? undefined : { status, subStatus: Number(third), win32: logged };
  }
  const isWin32 = third === undefined && (status === 530 || !isSubStatus(second));
  const error = isWin32 ? second : third;
  const win32 = error === undefined ? undefined : win32Of(error);
  if (error !== undefined && win32 === undefined) return undefined;
  if (isWin32) return { status, subStatus: undefined, win32 };
  return isSubStatus(second) ? { status, subStatus: Number(second), win32 } : undefined;
}

/** An error of Windows alone, or the status and the sub-status of a failed logon, of which the second says more. */
function errorAlone(first: string, second: string | undefined): number | undefined {
  const error = win32Of(first);
  if (error === undefined) return undefined;
  if (second === undefined) return error < leastWin32Alone && !/^0x/i.test(first) ? undefined : error;
  const subStatus = win32Of(second);
  if (error < leastNtStatus || subStatus === undefined) return undefined;
  if (subStatus === 0) return error;
  return subStatus >= leastNtStatus ? subStatus : undefined;
}

/** An NTSTATUS as some tools print it, eight digits and nothing before them; only a known one, since names look so, too. */
function isBareNtStatus(word: string): boolean {
  return /^c[0-9a-f]{7}$/i.test(word) && win32Meaning(Number(`0x${word}`)) !== undefined;
}

/** True for two or three numbers with blanks between them that are no status, nor anything else that can be asked. */
export function isStatusOutOfRange(text: string): boolean {
  const words = text.trim().split(/\s+/);
  const numbers = /^(?:\d+(?:\.\d{1,3})?|0x[0-9a-f]+|-\d+)$/i;
  return (
    words.length > 1 &&
    words.length <= 3 &&
    words.every((word) => numbers.test(word)) &&
    parseStatus(text) === undefined
  );
}

export function isStatus(word: string): boolean {
  return /^[1-5]\d\d$/.test(word);
}

/** IIS's own reach to three digits; all beyond is an error of Windows. */
export function isSubStatus(word: string): boolean {
  return /^\d{1,3}$/.test(word);
}

/** @returns the error as an unsigned number, an HRESULT that wraps one (0x8007xxxx, 0xDxxxxxxx) as the one it wraps */
export function win32Of(word: string): number | undefined {
  const bare = isBareNtStatus(word);
  if (!bare && !/^(?:0x[0-9a-f]{1,8}|-?\d{1,10})$/i.test(word)) return undefined;
  const value = Number(bare ? `0x${word}` : word);
  if (value > 0xffffffff || value < -0x80000000) return undefined;
  const unsigned = value < 0 ? value + 0x1_0000_0000 : value;
  if (Math.floor(unsigned / 0x1_0000) === 0x8007) return unsigned % 0x1_0000;
  return unsigned >= 0xd0000000 && unsigned < 0xe0000000 ? unsigned - 0x1000_0000 : unsigned;
}
