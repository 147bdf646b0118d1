/** What a log line, or somebody who read one, says of one request: the three numbers at its end. */
export interface LoggedStatus {
  /** sc-status; `undefined` where only an error of Windows was given. */
  readonly status: number | undefined;
  /** sc-substatus, `undefined` where nothing tells it. */
  readonly subStatus: number | undefined;
  /** sc-win32-status as an unsigned number; HRESULTs that wrap an error of Windows are that error. */
  readonly win32: number | undefined;
}

const separator = /[\s.,;/-]+/;
const number = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i;
const leastWin32Alone = 600;

/**
 * Reads a status as people write it: `401 1 1326`, `401.1`, `401.1 1326`, `401 1326`, `0x8009030E`, `-2146893042`.
 *
 * @returns `undefined` for what is none
 */
export function parseStatus(text: string): LoggedStatus | undefined {
  const trimmed = text.trim();
  if (/^-\d{4,10}$/.test(trimmed))
    return { status: undefined, subStatus: undefined, win32: win32Of(trimmed) };
  const signed = /^(.*\s)(-\d{4,10})$/.exec(trimmed);
  const words = [
    ...(signed?.[1] ?? trimmed).trim().split(separator),
    ...(signed?.[2] === undefined ? [] : [signed[2]]),
  ];
  if (words.length === 0 || words.length > 3) return undefined;
  if (!words.every((word) => number.test(word) || word === signed?.[2])) return undefined;
  const [first = "", second, third] = words;
  if (!isStatus(first)) {
    const alone = words.length === 1 ? win32Of(first) : undefined;
    return alone === undefined || (alone < leastWin32Alone && !/^0x/i.test(first))
      ? undefined
      : { status: undefined, subStatus: undefined, win32: alone };
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

/** @returns the error as an unsigned number, an HRESULT of facility Win32 (0x8007xxxx) as the error it wraps */
export function win32Of(word: string): number | undefined {
  if (!/^(?:0x[0-9a-f]{1,8}|-?\d{1,10})$/i.test(word)) return undefined;
  const value = Number(word);
  if (value > 0xffffffff || value < -0x80000000) return undefined;
  const unsigned = value < 0 ? value + 0x1_0000_0000 : value;
  return Math.floor(unsigned / 0x1_0000) === 0x8007 ? unsigned % 0x1_0000 : unsigned;
}
