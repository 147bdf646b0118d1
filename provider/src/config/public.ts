/* What `pulumi-iis-identity/config` gives to programs: to read a stack's configuration, and to declare what it says. */

export type { AccountDeclaration } from "./account-declaration";
export { dependencyOrder } from "./dependency-order";
export type { IdentityDeclaration } from "./identity-declaration";
export { mistakesError } from "./mistake";
export { parseSection } from "./parse-section";
export type { Section } from "./parse-section";
export type { ClearPassword, DeclaredPassword } from "./password-source";
export { accountArguments, identityArguments } from "./resource-arguments";
export { accountResourceNames, generatedPasswordName, identityResourceName } from "./resource-name";
export { accountsSetting, identitiesSetting, metabaseSetting } from "./setting";
