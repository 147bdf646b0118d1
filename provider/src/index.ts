export { AnonymousIdentity } from "./resources/anonymous-identity";
export type { AnonymousIdentityArgs } from "./resources/anonymous-identity";
export type { IdentityArgs, MetabaseArgs } from "./resources/identity-args";
