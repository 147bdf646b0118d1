import { isServiceName } from "./log-row";

/** Formats of logs that IIS can write and that are not read here, as IIS Manager names them. */
export type OtherFormat = "IIS log file format" | "NCSA common log file format";

/** How far into a row its format shows. */
const reach = 400;

/** @returns the format of a row that is not W3C's, nor HTTP.SYS's */
export function otherFormat(line: string): OtherFormat | undefined {
  const begin = line.slice(0, reach);
  // Client, user, date, time, and the service with its site's number.
  const [, , date, time, service] = begin.split(",", 5).map((word) => word.trim());
  const isDay = date !== undefined && /\d/.test(date) && time !== undefined && /^\d{1,2}[:.]\d/.test(time);
  if (isDay && service !== undefined && isServiceName(service)) return "IIS log file format";
  // The date in brackets, then the request in quotes, which some shells take away.
  return /\[\d{1,2}\/[A-Za-z]{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "?[A-Z]/.test(begin)
    ? "NCSA common log file format"
    : undefined;
}
