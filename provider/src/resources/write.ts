import { IdentityError, isIdentityError, type Change, type Location } from "../domain";
import type { Effects } from "../drift";
import { printLine } from "./diagnostics";
import type { OpenMetabase } from "./metabases";

// Somebody else's change between compare and write is compared again; one who never stops is reported.
const tries = 3;

/** Plans and writes again where somebody else changed a credential in between. @throws IdentityError as `write` does */
export async function untilNobodyInterferes<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const changed = isIdentityError(error) && error.code === "E_CHANGED_MEANWHILE";
      if (!changed || attempt === tries) throw error;
    }
  }
}

/** Commits changes; those that are submitted at the same time share a commit. @throws IdentityError the first failure */
export async function applyAll({ store }: OpenMetabase, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const results = await store.apply(changes);
  for (const result of results) if (result.outcome === "written") result.warnings?.forEach(printLine);
  for (const result of results) if (result.outcome === "failed") throw result.error;
}

/** @throws IdentityError E_EFFECTS where half pairs of other accounts would change and nobody accepted that */
export function requireAcceptedEffects(
  { strangers }: Effects,
  accepted: boolean,
  location: Location | undefined,
): void {
  if (strangers.length === 0 || accepted) return;
  const shown = strangers.slice(0, 10).map(({ location }) => location);
  const rest = strangers.length - shown.length;
  throw new IdentityError({
    code: "E_EFFECTS",
    location,
    message: `The change would pair half credentials of other accounts with new values, at ${shown.join(", ")}${
      rest === 0 ? "" : ` and ${String(rest)} more`
    }.`,
    hint: "Give those keys whole credentials first, or set acceptEffects: true.",
  });
}

export function notKnown(): IdentityError {
  return new IdentityError({
    code: "E_INPUT",
    message: "An argument is not known at the moment of writing.",
    hint: "Report this: the engine should have resolved it.",
  });
}
