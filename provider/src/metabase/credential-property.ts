import { kinds, propertyTable, settingTable } from "../domain";
import type { Half, Kind, Property, SettingName } from "../domain";

/** One of the six properties with its place in the table. */
export interface CredentialProperty extends Property {
  readonly kind: Kind;
  readonly half: Half;
}

const halves: readonly Half[] = ["userName", "password"];

export const credentialProperties: readonly CredentialProperty[] = kinds.flatMap((kind) =>
  halves.map((half) => ({ ...propertyTable[kind][half], kind, half })),
);

/** The six properties by their exact names. */
export const propertyByName: ReadonlyMap<string, CredentialProperty> = new Map(
  credentialProperties.map((property) => [property.name, property]),
);

const propertyById = new Map(credentialProperties.map((property) => [property.id, property]));

/**
 * Which of the six properties a `<Custom>` element means. Its ID decides where it has one (with
 * `Name="UnknownName_3003"` only the ID tells), else its exact Name.
 *
 * @returns `contradicts`, the property that the Name means, where the ID is not that property's: nobody documents which
 * of the two IIS would follow, so the key counts as ambiguous
 */
export function customProperty(
  name: string | undefined,
  id: string | undefined,
):
  | { readonly property: CredentialProperty; readonly contradicts: CredentialProperty | undefined }
  | undefined {
  const byName = name === undefined ? undefined : propertyByName.get(name);
  if (id === undefined) return byName && { property: byName, contradicts: undefined };
  const byId = /^\s*\d+\s*$/.test(id) ? propertyById.get(Number(id)) : undefined;
  const property = byId ?? byName;
  return property && { property, contradicts: byName === byId ? undefined : byName };
}

const settings = new Map<string, SettingName>();
for (const name of Object.keys(settingTable) as SettingName[]) {
  settings.set(name, name);
  settings.set(String(settingTable[name]), name);
}

/** One of the settings beside the credentials, by its exact name. */
export function settingNamed(name: string | undefined): SettingName | undefined {
  return name === undefined ? undefined : settings.get(name);
}

/** The same by the metabase's numeric identifier, as a `<Custom>` carries it. */
export function settingNumbered(id: string | undefined): SettingName | undefined {
  return id === undefined ? undefined : settings.get(id.trim());
}
