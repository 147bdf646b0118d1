import { resolve } from "node:path";
import { printable } from "../domain";
import { isAhead, type Backup, type Backups } from "../io";
import { table } from "./table";

/** What was found, in parts for people. */
export function listText(path: string, { own, replaced, unclaimed, others }: Backups): readonly string[] {
  const file = printable(resolve(path));
  const part = (heading: string, backups: readonly Backup[]): readonly string[] =>
    backups.length === 0 ? [] : [`${heading}:\n${listing(backups)}`];
  return [
    ...(own.length === 0 ? [`There is no backup of ${file}.\n`] : []),
    ...part(`Backups of ${file}, newest first`, own),
    ...part(
      "Versions of other programs, met in the instant of a write and kept; compare them, then remove them",
      replaced,
    ),
    ...part(
      "Of this file or of another with its name (not known); no command removes them, so remove them by hand",
      unclaimed,
    ),
    ...(others === 0
      ? []
      : [
          `In the same folder, of other files with this name, or of this file at an earlier place: ${String(others)}\n`,
        ]),
  ];
}

/** One line for each backup. */
export function listing(backups: readonly Backup[]): string {
  return table(
    backups.map((backup) => [
      `  ${new Date(backup.time).toISOString()}`,
      `${String(backup.size)} bytes`,
      backup.name,
      ...(isAhead(backup) ? ["its clock was fast: counts as the oldest"] : []),
    ]),
  );
}

/** What was found, for machines. */
export function listJson({ own, replaced, unclaimed, others }: Backups): Readonly<Record<string, unknown>> {
  return {
    backups: own.map(toJson),
    replaced: replaced.map(toJson),
    unclaimed: unclaimed.map(toJson),
    others,
  };
}

function toJson({ name, path, time, size }: Backup): Readonly<Record<string, string | number>> {
  return { name, path, time: new Date(time).toISOString(), size };
}
