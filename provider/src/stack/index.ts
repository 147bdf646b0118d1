export { adoptionOf, planAdoption, writeAdoption } from "./adopt-into-stack";
export type { Tell } from "./adopt-into-stack";
export { adoptingStack, requireDeclared } from "./adopting-stack";
export { clearPasswords } from "./clear-passwords";
export { fullName } from "./password-settings";
export type { PasswordSettings } from "./password-settings";
export { readStackMetabase, readStackSection } from "./stack-configuration";
export { settingsText } from "./stack-file";
export { suggestedPulumi } from "./suggested-pulumi";
