/** What a setting of a stack's file holds where it is written by us. */
export type WrittenSetting = string | boolean | number | readonly string[] | WrittenSettings;

/** A mapping, with the settings that were left out left out. */
export interface WrittenSettings {
  readonly [name: string]: WrittenSetting;
}
