export type {
  AppHostContent,
  AppHostDocument,
  Attribute,
  ConfigElement,
  LeftoverProperty,
  Scope,
  UnmanagedElement,
} from "./apphost-document";
export { changesWhatIsKept } from "./child-applications";
export { GivenAttributes } from "./attribute-list";
export { ContentBuilder, isServer } from "./content-builder";
export { planAppHostEdits } from "./edit";
export type { AppHostChange } from "./edit";
export { verifyAppHostEdits } from "./verify";
export { locate, serverName } from "./locate";
export { locksAbove } from "./locks";
export type { Located } from "./locate";
export { childRole } from "./roles";
export type { Role } from "./roles";
export { readAppHost } from "./read-apphost";
export type { ReadOptions } from "./read-apphost";
export { placeFindings } from "./place-findings";
export { readRedirection } from "./redirection";
export { NameResolver } from "./resolve-name";
export type { KnownSite } from "./sites";
export type { Level, LevelCredential } from "./level";
