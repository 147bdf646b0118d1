import type { Snapshot } from "../domain";
import { openStore, type Query, type Store, type MetabaseSettings } from "../stores";

/**
 * Opens a store for `work`, and closes it however that ends. @throws IdentityError as the store and `work` do
 */
export async function withStore<Answer>(
  settings: MetabaseSettings,
  work: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  const store = openStore(settings);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** One reading of a metabase. @throws IdentityError as the store does */
export function readOnce(settings: MetabaseSettings, query: Query): Promise<Snapshot> {
  return withStore(settings, (store) => store.observe(query));
}
