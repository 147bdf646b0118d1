import { IdentityError, type Change, type Location } from "../domain";
import { effectsRefusal, type Effects } from "../drift";
import { printLine } from "./diagnostics";
import type { OpenMetabase } from "./metabases";

/** How often a resource compares and writes where somebody else keeps changing its credential. */
export const tries = 3;

/** Commits changes; those that are submitted at the same time share a commit. @throws IdentityError the first failure */
export async function applyAll({ store }: OpenMetabase, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const results = await store.apply(changes);
  for (const result of results) if (result.outcome === "written") result.warnings?.forEach(printLine);
  for (const result of results) if (result.outcome === "failed") throw result.error;
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
    message: "An argument is not known at the moment of writing.",
    hint: "Report this: the engine should have resolved it.",
  });
}
