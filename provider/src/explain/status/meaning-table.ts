import { kinds as allKinds, type Kind } from "../../domain";
import { isStepName, type StepName } from "./next-step";

/** What a status, a reason, an event or an error of Windows means to an administrator. */
export interface Meaning {
  readonly says: string;
  /** The kinds of stored credentials that it can be about. */
  readonly kinds: readonly Kind[];
  readonly next: readonly StepName[];
}

/** A row of a table, with the names that have this meaning. */
export interface Row extends Meaning {
  readonly names: readonly string[];
  /** What else the table says of it. */
  readonly marks: ReadonlySet<string>;
}

/**
 * Reads a table of meanings: `names | marks | next steps | sentence`, where a line that begins with a blank goes on with the
 * one before. Kinds of credentials are marks; `unrelated` is put into words.
 */
export function rowsOf(table: string): readonly Row[] {
  return table
    .trim()
    .replace(/\n +/g, " ")
    .split("\n")
    .map((line) => {
      const [names = [], words = [], next = []] = line.split("|", 3).map((cell) => cell.trim().split(" "));
      const marks = new Set(words);
      const says = line.slice(line.lastIndexOf("|") + 1).trim();
      return {
        names,
        marks,
        kinds: allKinds.filter((kind) => marks.has(kind)),
        next: next.filter(isStepName),
        says: marks.has("unrelated") ? `${says} No stored credential is wrong.` : says,
      };
    });
}

/** The rows by each of their names. */
export function byName<Name, Each extends Row>(
  rows: readonly Each[],
  nameOf: (name: string) => Name,
): ReadonlyMap<Name, Each> {
  return new Map(rows.flatMap((row) => row.names.map((name) => [nameOf(name), row] as const)));
}
