export type { MetabaseDocument, MetabaseKey, StoredValue } from "./document";
export { planEdits } from "./edit";
export type { KeyChange, TextChange } from "./key-change";
export { readMetabase } from "./read-metabase";
export { verifyEdits } from "./verify";
