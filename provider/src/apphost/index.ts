export type {
  AppHostDocument,
  Attribute,
  ConfigElement,
  LeftoverProperty,
  Scope,
  UnmanagedElement,
} from "./apphost-document";
export { locate, serverName } from "./locate";
export type { Located } from "./locate";
export { readAppHost } from "./read-apphost";
export type { ReadOptions } from "./read-apphost";
export { remarksOf } from "./remarks";
export { readRedirection } from "./redirection";
export { NameResolver } from "./resolve-name";
export type { KnownSite } from "./sites";
export type { Level, LevelCredential } from "./tree";
