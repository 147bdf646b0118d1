import { grouped, placeName, type Location, type Snapshot } from "../domain";
import { describeEffects, firstAndMore } from "./describe";
import type { AccountDifference, AccountPlan } from "./plan-account";
import { describeRecycles, recycledPools } from "./recycles";
import { viewWith } from "./view";
import { warningsOf } from "./warnings";

/** What people are shown of a plan for an account before it is carried out. */
export interface AccountReport {
  /** Copies that differ, templates last. */
  readonly drifted: readonly AccountDifference[];
  /** Sentences about other keys and pools. */
  readonly effects: readonly string[];
  readonly recycles: readonly Location[];
  /** Sentences about what was seen and left alone. */
  readonly notes: readonly string[];
  /** Each warning once, with where it applies: `/LM/W3SVC/1 and 2 more: …`. */
  readonly warnings: readonly string[];
}

/** Puts a plan into words, the same for every surface. */
export function reportAccount(snapshot: Snapshot, plan: AccountPlan, userName: string): AccountReport {
  const changes = plan.drifted.map(({ change }) => change);
  const recycles = recycledPools(viewWith(snapshot, []), changes, plan.effects);
  return {
    drifted: [...plan.drifted].sort(
      (left, right) => Number(left.target.template) - Number(right.target.template),
    ),
    effects: [...describeEffects(plan.effects), ...describeRecycles(snapshot, recycles)],
    recycles,
    notes: plan.notes,
    warnings: warningsOfCopies(snapshot, plan, userName),
  };
}

function warningsOfCopies(
  snapshot: Snapshot,
  { targets, drifted }: AccountPlan,
  userName: string,
): readonly string[] {
  const after = viewWith(
    snapshot,
    drifted.map(({ change }) => change),
  );
  const warned = targets.flatMap(({ key, kind }) =>
    warningsOf(after, { key, kind, userName, password: true }).map((warning) => ({ warning, key })),
  );
  return [...grouped(warned, ({ warning }) => warning)].map(
    ([warning, copies]) => `${firstAndMore(copies.map(({ key }) => placeName(key)))}: ${warning}`,
  );
}
