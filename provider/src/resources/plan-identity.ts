import { printable, type Change, type Snapshot } from "../domain";
import {
  compareCredential,
  describeDifference,
  planCredential,
  viewWith,
  type Comparison,
  type Desired,
  type Difference,
  type Plan,
} from "../drift";
import type { Claims } from "./claims";
import type { IdentityInputs } from "./identity-inputs";
import type { OpenMetabase } from "./metabases";
import { unknownPassword } from "./properties";

/** The most differences that state keeps of one resource. */
const keptAtMost = 100;

/** A reading of the metabase for one identity, and what others in this process are about to write there. */
export interface Situation {
  readonly snapshot: Snapshot;
  readonly pending: readonly Change[];
  readonly claims: Claims;
}

export async function observe(metabase: OpenMetabase, inputs: IdentityInputs): Promise<Situation> {
  const snapshot = await metabase.store.observe({ locations: [inputs.location] });
  return { snapshot, pending: metabase.claims.pendingAbove(inputs), claims: metabase.claims };
}

/** True where what `up` will do about a credential depends on something that is not known yet. */
export function isUndecided({ snapshot, pending, claims }: Situation, inputs: IdentityInputs): boolean {
  return inputs.passwordUnknown || claims.inheritsUnknown(inputs, viewWith(snapshot, pending));
}

/** @throws IdentityError as `planCredential` does */
export function plan(
  { snapshot, pending, claims }: Situation,
  inputs: IdentityInputs,
  previous: Previous,
): Plan {
  const planned = planCredential(snapshot, desired(inputs, previous), pending);
  return planned.state === "in-sync" ? planned : { ...planned, effects: claims.undeclared(planned.effects) };
}

/** @throws IdentityError as `compareCredential` does */
export function compare(
  { snapshot, pending }: Situation,
  inputs: IdentityInputs,
  previous: Previous,
): Comparison {
  return compareCredential(snapshot, desired(inputs, previous), pending);
}

/** The password that was declared before, if one was. */
export type Previous = Desired["previousPassword"];

function desired(inputs: IdentityInputs, previousPassword: Previous): Desired {
  const { location, kind, userName, passwordless } = inputs;
  const password = inputs.password ?? (inputs.passwordUnknown ? unknownPassword() : undefined);
  return { location, kind, userName, password, passwordless, previousPassword };
}

/**
 * The input `drift`. The counter stands in each line, so that a drift that was repaired and comes back differs from
 * what state recorded the last time; otherwise the engine would not show it.
 */
export function driftLines(differences: readonly Difference[], revision: number): readonly string[] {
  return numbered(differences.map(describeDifference), revision);
}

/** Lines of drift as state keeps them: at most so many, and a count. */
export function numbered(lines: readonly string[], revision: number): readonly string[] {
  const rest = lines.length - keptAtMost;
  const kept = rest > 0 ? [...lines.slice(0, keptAtMost), `and ${String(rest)} more`] : lines;
  return kept.map((line) => `rewrite ${String(revision)}: ${printable(line)}`);
}
