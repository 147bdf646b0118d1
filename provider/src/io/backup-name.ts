import { basename } from "node:path";

/** What the name of a backup says. */
interface BackupName {
  /** Milliseconds since 1970, by the clock of the machine that made it. */
  readonly time: number;
  /**
   * The mark of the file that it belongs to; left out if it was made in that file's own folder, and by version 0.1.0
   * anywhere.
   */
  readonly mark?: string;
}

/**
 * `MetaBase.xml.20260131T235959999Z.bak`: the time in UTC, with milliseconds and without colons. In a folder other than
 * the file's own, the file's mark follows: `MetaBase.xml.20260131T235959999Z.0123456789abcdef0123456789abcdef.bak`.
 */
export function backupName(path: string, time: Date, mark?: string): string {
  const stamp = time.toISOString().replaceAll(/[-:.]/g, "");
  return [basename(path), stamp, ...(mark === undefined ? [] : [mark]), "bak"].join(".");
}

const pattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(?:\.([0-9a-f]{32}))?\.bak$/;

/** @returns `undefined` where it is no backup of a file of this last name */
export function parseBackupName(path: string, name: string): BackupName | undefined {
  const prefix = `${basename(path)}.`;
  if (!name.startsWith(prefix)) return undefined;
  const [all, ...parts] = pattern.exec(name.slice(prefix.length)) ?? [];
  if (all === undefined) return undefined;
  const [year, month, day, hour, minute, second, milliseconds, mark] = parts;
  const time = Date.parse(
    `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}.${milliseconds ?? ""}Z`,
  );
  // The 31st of February is read as a day in March.
  if (Number.isNaN(time) || backupName(path, new Date(time), mark) !== name) return undefined;
  return { time, ...(mark === undefined ? {} : { mark }) };
}
