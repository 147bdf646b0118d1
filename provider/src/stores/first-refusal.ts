import type { Change, IdentityError } from "../domain";

/** Why one of the changes is refused, the first of those; `undefined` if none is. */
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
