import { FileStore, type FileStoreSettings } from "./file/file-store";
import type { Store } from "./store";

/** Which metabase, and how it is reached. */
export type StoreSettings = { readonly store: "file" } & FileStoreSettings;

/** The only place that knows every store. */
export function openStore(settings: StoreSettings): Store {
  return new FileStore(settings);
}
