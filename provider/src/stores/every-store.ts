import type { z } from "zod";
import { adsiDescription } from "./adsi/describe-adsi";
import { fileDescription } from "./file/describe-file";
import { iis7Description } from "./iis7/describe-iis7";
import type { StoreDescription } from "./store-description";

/** The only place that knows every store. The first is the default if the settings do not name one. */
const every = [fileDescription, adsiDescription, iis7Description] as const;

type Every = (typeof every)[number];
type Both<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** Settings of a store as people write them, defaults left out. */
export type MetabaseSettingsInput = z.input<Every["settings"]>;

/** Validated settings of a store, with every default filled in. */
export type MetabaseSettings = z.output<Every["settings"]>;

/** The options of a command line that say which metabase is meant, of all stores. */
export type StoreOptions = Both<Parameters<Every["commandLine"]["settings"]>[0]>;

/** A store's description. Its methods get only settings of that store. */
type Description = StoreDescription<MetabaseSettings, StoreOptions>;

/** The schemas of all stores' settings, for a union of them. */
export function storeSettings(): readonly [Every["settings"], ...Every["settings"][]] {
  const [first, ...others] = every;
  return [first.settings, ...others.map(({ settings }) => settings)];
}

export const everyStore: readonly [Description, ...Description[]] = every;

/** The description of the store that these settings mean. */
export function storeOf({ store }: Pick<MetabaseSettings, "store">): Description {
  return everyStore.find(({ name }) => name === store) ?? everyStore[0];
}
