import type { Change, IdentityError, Snapshot } from "../domain";
import { complusRefusal } from "../drift";
import { firstRefusal, type Store } from "../stores";

/** What to report about changes before one of them is written. */
interface Review {
  /** Why the first change that is refused would be refused, by the store or because of COM+. */
  readonly refusal: IdentityError | undefined;
  /** Why the first change that is only compared would not be written. */
  readonly notWritten: IdentityError | undefined;
  /** The store's warnings. */
  readonly storeWarnings: readonly string[];
}

/** @throws IdentityError where the store can't be asked */
export async function reviewChanges(
  store: Store,
  snapshot: Snapshot,
  drifted: readonly { readonly change: Change }[],
  complus: "acknowledged" | undefined,
): Promise<Review> {
  if (drifted.length === 0) return { refusal: undefined, notWritten: undefined, storeWarnings: [] };
  const changes = drifted.map(({ change }) => change);
  const before: Change[] = [];
  const byComplus = firstRefusal(changes, (change) => {
    const refused = complusRefusal(snapshot, change, complus === "acknowledged");
    if (refused === undefined) before.push(change);
    return refused;
  });
  const warning = await store.warningOf?.(changes);
  return {
    refusal: (await store.refusal(before)) ?? byComplus,
    notWritten: await store.notWritten?.(changes),
    storeWarnings: warning === undefined ? [] : [warning],
  };
}
