import type { ObservedKey, SettingName, Snapshot } from "../../domain";
import { missingAbove, missingServices, type View } from "../../drift";

/** What can't be told, and why. */
interface Untold {
  readonly used: null;
  readonly says: readonly string[];
}

/** Why it can't be told what a setting decides at a key: its value can't be read; `undefined` where it is clear. */
export function unclear(
  view: View,
  { location }: Pick<ObservedKey, "location">,
  name: SettingName,
): Untold | undefined {
  const key = view.unclearSetting(location, name);
  return (
    key && { used: null, says: [`What ${name} sets at ${key.location} can't be read, nor what it decides.`] }
  );
}

/** As {@link unclear}; also where only a key that is not in the file can set it. */
export function untold(
  view: View,
  key: Pick<ObservedKey, "location">,
  name: SettingName,
): Untold | undefined {
  const isSet = view.effectiveSetting(key.location, name) !== undefined;
  return unclear(view, key, name) ?? (isSet || !isOfPart(view.snapshot, key) ? undefined : notInFile(name));
}

function notInFile(name: SettingName): Untold {
  return { used: null, says: [`${name} is not set here, and the keys above are not in this file.`] };
}

/** True for a key of an exported site, pool or directory: what it inherits from its service can't be told. */
export function isOfPart(snapshot: Snapshot, { location }: Pick<ObservedKey, "location">): boolean {
  return missingAbove(snapshot, location) !== undefined;
}

/** What does not have something that was looked for, as a sentence begins. */
export function whereLooked(snapshot: Snapshot): string {
  return missingServices(snapshot).length === 0
    ? "The metabase"
    : "This file, which is only a part of a metabase,";
}
