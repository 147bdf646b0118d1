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

/** The six properties by the metabase's numeric identifiers. */
export const propertyById: ReadonlyMap<number, CredentialProperty> = new Map(
  credentialProperties.map((property) => [property.id, property]),
);

const settings = new Map<string, SettingName>();
for (const [name, id] of Object.entries(settingTable) as [keyof typeof settingTable, number][]) {
  settings.set(name, name);
  settings.set(String(id), name);
}

/** One of the settings beside the credentials, by its exact name. */
export function settingNamed(name: string | undefined): SettingName | undefined {
  return name === undefined ? undefined : settings.get(name);
}

/** The same by the metabase's numeric identifier, as a `<Custom>` carries it. */
export function settingNumbered(id: string | undefined): SettingName | undefined {
  return id === undefined ? undefined : settings.get(id.trim());
}
