import { storeOf, type MetabaseSettings } from "./every-store";
import type { Store } from "./store";

/** The store of a metabase. Nothing is read or started yet. @throws IdentityError E_INPUT */
export function openStore(settings: MetabaseSettings): Store {
  return storeOf(settings).open(settings);
}
