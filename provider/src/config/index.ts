export { fieldOf } from "../domain";
export { accountShape } from "./account-declaration";
export { metabase } from "./credential-settings";
export type { SecretNames } from "./credential-settings";
export { defaultAlphabet, generatedPasswordShape } from "./generated-password-settings";
export { accountOf, claimedCredential, identityShape } from "./identity-declaration";
export type { IdentityDeclaration } from "./identity-declaration";
export { metabaseSettings } from "./metabase-settings";
export type { MetabaseSettings, MetabaseSettingsInput } from "../stores";
export { mistakesError, readWith } from "./mistake";
export { locateSection, parseSection } from "./parse-section";
export type { Section } from "./parse-section";
export type { ClearPassword } from "./password-source";
export {
  accountsSetting,
  identitiesSetting,
  metabaseSetting,
  namespace,
  qualifiedName,
  structuredSettings,
} from "./setting";
export type { SettingLookup } from "./setting";
export { nativeIn } from "./written-location";
