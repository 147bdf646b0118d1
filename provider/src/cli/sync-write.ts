import { credentialKey, isIdentityError, type IdentityError } from "../domain";
import type { AccountDifference, AccountPlan } from "../drift";
import { untilUndisturbed, type ChangeResult, type Store } from "../stores";

/** What became of one copy. */
export interface CopyResult {
  readonly difference: AccountDifference;
  readonly result: ChangeResult;
}

export interface CopyResults {
  readonly results: readonly CopyResult[];
  /** Why it ended before all was tried, where something had been written by then. */
  readonly error: IdentityError | undefined;
}

const tries = 3;

/**
 * Writes every copy that differs with one commit. Where somebody else changed one meanwhile, it plans and writes again.
 *
 * @param plan decides anew, on what the metabase holds then
 * @throws IdentityError what the plan or the store throws while nothing was written
 */
export async function writeCopies(store: Store, plan: () => Promise<AccountPlan>): Promise<CopyResults> {
  const results = new Map<string, CopyResult>();
  let error: IdentityError | undefined;
  try {
    await untilUndisturbed(tries, async () => {
      const { drifted } = await plan();
      if (drifted.length === 0) return;
      const answers = await store.apply(drifted.map(({ change }) => change));
      answers.forEach((result, index) => {
        const difference = drifted[index];
        if (difference !== undefined) results.set(credentialKey(difference.change), { difference, result });
      });
      for (const result of answers) {
        if (result.outcome === "failed" && result.error.code === "E_CHANGED_MEANWHILE") throw result.error;
      }
    });
  } catch (thrown) {
    if (!isIdentityError(thrown) || results.size === 0) throw thrown;
    // A result that says the same is shown with its copy.
    const shown = [...results.values()].some(
      ({ result }) => result.outcome === "failed" && result.error === thrown,
    );
    error = shown ? undefined : thrown;
  }
  return { results: [...results.values()], error };
}
