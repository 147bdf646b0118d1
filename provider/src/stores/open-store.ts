import { openAdsiStore, type AdsiStoreSettings } from "./adsi/open-adsi-store";
import { FileStore, type FileStoreSettings } from "./file/file-store";
import type { Store } from "./store";

/** Which metabase, and how it is reached. */
export type StoreSettings =
  ({ readonly store: "file" } & FileStoreSettings) | ({ readonly store: "adsi" } & AdsiStoreSettings);

/** The only place that knows every store. Nothing is read or started yet. @throws IdentityError E_INPUT, E_SECOND_HOP */
export function openStore(settings: StoreSettings): Store {
  switch (settings.store) {
    case "file":
      return new FileStore(settings);
    case "adsi":
      return openAdsiStore(settings);
  }
}
