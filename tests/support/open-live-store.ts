import { metabaseSettings } from "../../provider/src/config";
import { openStore, type Store } from "../../provider/src/stores";

/** The store of a live metabase, opened as it is for settings that people wrote. */
export function openLiveStore(settings: object): Store {
  return openStore(metabaseSettings.parse({ store: "adsi", ...settings }));
}
