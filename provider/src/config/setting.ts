/** The namespace of this project's settings in a stack's file. */
export const namespace = "iis-identity";

/** The setting that says how the metabase is reached. */
export const metabaseSetting = `${namespace}:metabase`;

/** The setting that lists the declared identities. */
export const identitiesSetting = `${namespace}:identities`;

/** The setting that lists the declared accounts. */
export const accountsSetting = `${namespace}:accounts`;

/** The settings that hold more than one text, so none of them can be a password. */
export const structuredSettings = [metabaseSetting, identitiesSetting, accountsSetting];

/** Another value of the stack's configuration, as text; `undefined` where it is not set. */
export type SettingLookup = (
  qualifiedName: string,
) => { readonly text: string; readonly secret: boolean } | undefined;

/**
 * The full name of a setting that another one refers to: `web-user` is `iis-identity:web-user`.
 *
 * @returns `undefined` where the text can't be the name of a setting that holds one text. Such a text is never shown:
 * it may be a password that stands in the wrong place.
 */
export function qualifiedName(text: string): string | undefined {
  if (!/^[A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?$/.test(text)) return undefined;
  const name = text.includes(":") ? text : `${namespace}:${text}`;
  return structuredSettings.includes(name) ? undefined : name;
}
