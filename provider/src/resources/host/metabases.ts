import type { MetabaseSettings } from "../../config";
import { openStore, storeOf, type Store } from "../../stores";
import { Claims } from "./claims";

/** One metabase as this process knows it: the engine starts one process an operation. */
export interface OpenMetabase {
  readonly store: Store;
  readonly claims: Claims;
}

const claimsByMetabase = new Map<string, Claims>();
const bySettings = new Map<string, OpenMetabase>();

/** Opens a metabase, or gives the one already open; two ways of writing one store's settings share its claims. */
export function openMetabase(settings: MetabaseSettings): OpenMetabase {
  const spelled = JSON.stringify(settings);
  let known = bySettings.get(spelled);
  if (known === undefined) {
    const store = openStore(settings);
    const metabase = storeOf(settings).identity(settings, store);
    const claims = claimsByMetabase.get(metabase) ?? new Claims();
    known = { store, claims };
    claimsByMetabase.set(metabase, claims);
    bySettings.set(spelled, known);
  }
  return known;
}
