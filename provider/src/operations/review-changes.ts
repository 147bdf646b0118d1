import type { Change, IdentityError, Snapshot } from "../domain";
import { complusRefusal } from "../drift";
import type { Store } from "../stores";

/** What to report about changes before one of them is written. */
interface Review {
  /** Why the first change that is refused would be refused, by the store or because of COM+. */
  readonly refusal: IdentityError | undefined;
  /** Why the first change that is only compared would not be written. */
  readonly notWritten: IdentityError | undefined;
  /** The store's warnings, each once. */
  readonly storeWarnings: readonly string[];
}

/** @throws IdentityError where the store can't be asked */
export async function reviewChanges(
  store: Store,
  snapshot: Snapshot,
  drifted: readonly { readonly change: Change }[],
  complus: "acknowledged" | undefined,
): Promise<Review> {
  let refusal: IdentityError | undefined;
  let notWritten: IdentityError | undefined;
  const storeWarnings = new Set<string>();
  for (const { change } of drifted) {
    refusal ??= complusRefusal(snapshot, change, complus === "acknowledged") ?? (await store.refusal(change));
    notWritten ??= await store.notWritten?.(change);
    const warning = await store.warningOf?.(change);
    if (warning !== undefined) storeWarnings.add(warning);
  }
  return { refusal, notWritten, storeWarnings: [...storeWarnings] };
}
