import type { Snapshot } from "../domain";
import { withStore } from "../operations";
import type { Query, Store, StoreSettings } from "../stores";
import { withProgress } from "./progress";
import type { Surroundings } from "./surroundings";

/** Reads, and says so where it takes long. @throws IdentityError as the store does */
export function observing(store: Store, query: Query, surroundings: Surroundings): Promise<Snapshot> {
  return withProgress(surroundings, `Reading ${store.name}`, () => store.observe(query));
}

/** One reading of a metabase for a command. @throws IdentityError as the store does */
export function readMetabase(
  settings: StoreSettings,
  query: Query,
  surroundings: Surroundings,
): Promise<Snapshot> {
  return withStore(settings, (store) => observing(store, query, surroundings));
}
