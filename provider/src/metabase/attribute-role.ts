import type { SettingName } from "../domain";
import { propertyByName, settingNamed, type CredentialProperty } from "./credential-property";
import { plainName, propertiesNamed } from "./spelling";

/** What an attribute's name says about its value, wherever the attribute is. */
export type AttributeRole =
  /** One of the six properties, or, if it is not named exactly, what may be one of them. */
  | { readonly is: "property"; readonly exact: boolean; readonly properties: readonly CredentialProperty[] }
  | { readonly is: "setting"; readonly exact: true; readonly setting: SettingName }
  | { readonly is: StructuralRole; readonly exact: boolean };

const structural = ["Location", "Name", "ID", "Value", "Type", "Attributes", "xmlns"] as const;

type StructuralRole = (typeof structural)[number];

const exactly = new Map<string, AttributeRole>(structural.map((is) => [is, { is, exact: true }]));
const nearly = new Map<string, AttributeRole>(structural.map((is) => [plainName(is), { is, exact: false }]));

/** @returns `undefined` where the attribute can have no part in a credential, a key's place, or a setting */
export function attributeRole(name: string): AttributeRole | undefined {
  const property = propertyByName.get(name);
  if (property !== undefined) return { is: "property", exact: true, properties: [property] };
  const setting = settingNamed(name);
  if (setting !== undefined) return { is: "setting", exact: true, setting };
  const found = exactly.get(name);
  if (found !== undefined) return found;
  // A namespace declaration is not an attribute to any reader.
  if (name.startsWith("xmlns:")) return undefined;
  const properties = propertiesNamed(name);
  if (properties.length > 0) return { is: "property", exact: false, properties };
  return nearly.get(plainName(name));
}
