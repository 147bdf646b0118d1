import { IdentityError, type Change, type Location } from "../../domain";
import { effectsRefusal, type Effects } from "../../drift";
import { printLine } from "./diagnostics";
import type { OpenMetabase } from "./metabases";
import { Progress } from "./progress";

/** How often a resource compares and writes where somebody else keeps changing its credential. */
export const tries = 3;

/**
 * Commits changes; those that are submitted at the same time share a commit.
 *
 * @param progress is told what became of each change, so that what is half done can be told
 * @throws IdentityError the first failure; one that a new try may mend only where there is no other
 */
export async function applyAll(
  { store }: OpenMetabase,
  changes: readonly Change[],
  progress = new Progress(),
): Promise<void> {
  if (changes.length === 0) return;
  const results = await store.apply(changes);
  for (const [index, change] of changes.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    progress.add(change, result);
    if (result.outcome !== "failed") result.warnings?.forEach(printLine);
  }
  const failures = results.flatMap((result) => (result.outcome === "failed" ? [result.error] : []));
  const failure = failures.find(({ code }) => code !== "E_CHANGED_MEANWHILE") ?? failures[0];
  if (failure !== undefined) throw failure;
}

/** @throws IdentityError E_EFFECTS where half pairs of other accounts would change and nobody accepted that */
export function requireAcceptedEffects(
  effects: Effects,
  accepted: boolean,
  location: Location | undefined,
): void {
  const refusal = effectsRefusal(effects, accepted, location);
  if (refusal !== undefined) throw refusal;
}

export function notKnown(): IdentityError {
  return new IdentityError({
    code: "E_INPUT",
    message: "An argument is still unknown at the moment of writing.",
    hint: "Report this: the engine should have resolved it.",
  });
}
