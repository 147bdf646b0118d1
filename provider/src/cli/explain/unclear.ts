import type { ObservedKey, SettingName } from "../../domain";
import type { View } from "../../drift";

/** Why it can't be told what a setting decides at a key; `undefined` where its value is clear. */
export function unclear(
  view: View,
  { location }: Pick<ObservedKey, "location">,
  name: SettingName,
): { readonly used: null; readonly says: readonly string[] } | undefined {
  const key = view.unclearSetting(location, name);
  return (
    key && { used: null, says: [`What ${name} sets at ${key.location} can't be read, nor what it decides.`] }
  );
}
