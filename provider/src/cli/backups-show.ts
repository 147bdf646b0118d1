import type { MetabaseSettings } from "../config";
import {
  kinds,
  parseLocation,
  printable,
  resolveLocation,
  type Kind,
  type Location,
  type Snapshot,
  type StoredPassword,
} from "../domain";
import { originOf, passwordState, unknownLocation, viewWith, type EffectivePair } from "../drift";
import { listBackups } from "../io";
import { readOnce } from "../operations";
import type { OwnBackups } from "../stores";
import { table } from "./table";
import { UsageError } from "./usage-error";

/** Where the backups of a file are, and how it and they are read. */
export type FileBackups = OwnBackups<MetabaseSettings>;

export interface ShowOptions {
  readonly backup: string;
  readonly location: string;
  readonly kind: string;
}

/**
 * One pair as a backup holds it, beside what counts now; of the passwords only whether they are equal.
 *
 * @throws UsageError; IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, and as the store does
 */
export async function showPair(options: ShowOptions, { path, policy, at }: FileBackups): Promise<string> {
  const kind = kinds.find((each) => each === options.kind.toLowerCase());
  if (kind === undefined) throw new UsageError("the kind is anonymous, wam or unc");
  const { own, replaced, unclaimed } = await listBackups(path, policy);
  const backup = [...own, ...replaced, ...unclaimed].find(({ name }) => name === options.backup);
  if (backup === undefined) throw new UsageError("--backup is a name that `backups list` shows");

  const then = await pairIn(at(backup.path), options.location, kind);
  const now = await pairIn(at(path), options.location, kind);
  const spelled = then.location ?? now.location;
  if (spelled === undefined)
    throw unknownLocation(now.snapshot, resolveLocation(now.snapshot, options.location, kind));
  const rows = [
    ["in the backup", ...then.row],
    ["now", ...now.row],
  ];
  const head = ["", "user", "user from", "password", "password from"];
  const doubt = unclaimed.includes(backup) ? "It is not known whether the backup is of this file.\n" : "";
  return `${printable(spelled)} (${kind})\n${table(rows, head)}The passwords ${comparison(then, now)}.\n${doubt}`;
}

interface Pair {
  readonly snapshot: Snapshot;
  /** As it is spelled there; `undefined` where there is no such key. */
  readonly location: Location | undefined;
  readonly row: readonly string[];
  readonly password: StoredPassword | undefined;
}

async function pairIn(settings: MetabaseSettings, written: string, kind: Kind): Promise<Pair> {
  const snapshot = await readOnce(settings, { locations: [parseLocation(written)], reveal: true });
  const location = resolveLocation(snapshot, written, kind);
  const key = snapshot.key(location);
  if (key === undefined) return { snapshot, location: key, row: ["(no such key)"], password: undefined };
  const effective: EffectivePair = viewWith(snapshot, []).effective(location, kind);
  const { userName, password } = effective;
  const row = [
    userName?.value ?? "(none)",
    originOf(userName?.from, key) ?? "-",
    passwordState({ effective }),
    originOf(password?.from, key) ?? "-",
  ];
  return { snapshot, location: key.location, row, password: password?.value };
}

/** In words, after "The passwords". */
function comparison(then: Pair, now: Pair): string {
  const [before, after] = [then.password, now.password];
  const missing = then.location === undefined || now.location === undefined;
  if (missing || before?.state === "opaque" || after?.state === "opaque") return "can't be compared";
  if (before?.state === "comparable" && after?.state === "comparable" && before.text !== undefined) {
    return after.matches(before.text) ? "are equal" : "differ";
  }
  return before?.state === after?.state ? "are equal" : "differ";
}
