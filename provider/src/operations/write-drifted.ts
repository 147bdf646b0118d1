import { credentialKey, isIdentityError, type Change, type IdentityError } from "../domain";
import { isConflict, retryOnConflict, type ChangeResult, type Store } from "../stores";

/** A difference, and the change that removes it. */
interface Drifted {
  readonly change: Change;
}

/** What became of one difference in the last try that concerned it. */
export interface Outcome<Difference extends Drifted = Drifted> {
  readonly difference: Difference;
  readonly result: ChangeResult;
}

export interface Outcomes<Difference extends Drifted = Drifted> {
  readonly results: readonly Outcome<Difference>[];
  /** Why it ended before all was tried, where something had been written by then. */
  readonly error: IdentityError | undefined;
}

/** How often it compares and writes if somebody else keeps changing what is to be written. */
const tries = 3;

/**
 * Writes everything that differs with one commit. If somebody else changed some of it meanwhile, it plans and writes
 * again: what no longer differs then has not failed.
 *
 * @param plan decides again, on what the metabase holds then
 * @throws IdentityError what the plan or the store throws while nothing was written
 */
export async function writeDrifted<Difference extends Drifted>(
  store: Store,
  plan: () => Promise<{ readonly drifted: readonly Difference[] }>,
): Promise<Outcomes<Difference>> {
  const results = new Map<string, Outcome<Difference>>();
  try {
    await retryOnConflict(tries, async () => {
      const { drifted } = await plan();
      const differing = new Set(drifted.map(({ change }) => credentialKey(change)));
      for (const [credential, { result }] of results) {
        if (result.outcome === "failed" && !differing.has(credential)) results.delete(credential);
      }
      if (drifted.length === 0) return;
      const answers = await store.apply(drifted.map(({ change }) => change));
      answers.forEach((result, index) => {
        const difference = drifted[index];
        if (difference !== undefined) results.set(credentialKey(difference.change), { difference, result });
      });
      const conflict = failuresIn(answers).find(isConflict);
      if (conflict !== undefined) throw conflict;
    });
    return { results: [...results.values()], error: undefined };
  } catch (thrown) {
    if (!isIdentityError(thrown) || results.size === 0) throw thrown;
    const all = [...results.values()];
    // A result that says the same is shown with its difference.
    return { results: all, error: failuresOf(all).includes(thrown) ? undefined : thrown };
  }
}

/** Why it failed, if it did; a failure that a new try may mend counts only if there is no other. */
export function failureOf({ results, error }: Outcomes): IdentityError | undefined {
  const failures = failuresOf(results);
  return failures.find((failure) => !isConflict(failure)) ?? error ?? failures[0];
}

/** True where something was done and something was not. */
export function isPartial({ results }: Outcomes): boolean {
  const failed = failuresOf(results).length;
  return failed > 0 && failed < results.length;
}

function failuresOf(results: readonly Outcome[]): readonly IdentityError[] {
  return failuresIn(results.map(({ result }) => result));
}

function failuresIn(results: readonly ChangeResult[]): readonly IdentityError[] {
  return results.flatMap((result) => (result.outcome === "failed" ? [result.error] : []));
}
