import type { MetabaseSettings } from "../../config";
import { openStore, type Store } from "../../stores";
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
    const metabase = metabaseOf(settings, store);
    const claims = claimsByMetabase.get(metabase) ?? new Claims();
    known = { store, claims };
    claimsByMetabase.set(metabase, claims);
    bySettings.set(spelled, known);
  }
  return known;
}

/**
 * What is equal for settings of one metabase. A file has one name however it is spelled; of a server only the whole way
 * to it tells which one it is: a name for people could be that of two.
 */
function metabaseOf(settings: MetabaseSettings, { name }: Store): string {
  if (settings.store === "file") return name;
  const { server = "", transport } = settings;
  return JSON.stringify(["adsi", server.toUpperCase(), transport]);
}
