import type { Change, IdentityError } from "../domain";

/** Why the first of the changes is refused that is; `undefined` if none is. */
export function firstRefusal(
  changes: readonly Change[],
  refusalOf: (change: Change) => IdentityError | undefined,
): IdentityError | undefined {
  for (const change of changes) {
    const refusal = refusalOf(change);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
