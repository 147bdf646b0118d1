export { classifyPassword } from "./classify-password";
export type { PasswordState } from "./classify-password";
export type { ElementSpan, MetabaseDocument, MetabaseKey, StoredPair, StoredValue } from "./document";
export { maxMetabaseBytes } from "./encoding";
export type { EncodedText, EncodingName } from "./encoding";
export { readMetabase } from "./read-metabase";
export type { ReadOptions } from "./read-metabase";
