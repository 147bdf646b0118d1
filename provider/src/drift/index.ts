export { adoptAll, desiredOf } from "./adopt";
export type { Adopted, Adoption } from "./adopt";
export { carryOver } from "./carry-over";
export { explained } from "./declarable";
export type { Unmanaged } from "./declarable";
export { describeDifference, describeEffects, firstAndMore, listed, quoteName } from "./describe";
export { credentialAt, isEmpty, removalOf } from "./difference";
export type { Desired, DesiredPassword, Difference } from "./difference";
export { effectsOf } from "./effects";
export { effectsRefusal } from "./effects-refusal";
export type { Effects, OthersHalf } from "./effects";
export { compareCredential, planCredential } from "./plan";
export type { Comparison, Plan } from "./plan";
export { hasLocation } from "./heirs";
export { viewWith } from "./view";
export type { Effective, EffectivePair, View } from "./view";
export {
  doubtRefusal,
  findTargets,
  findTargetsAmong,
  isTemplate,
  isUnused,
  matcherOf,
} from "./account-targets";
export type { DesiredAccount, FoundTargets, Target } from "./account-targets";
export { compareTargets, describeAccountDifference, describeTargets, planAccount } from "./plan-account";
export type { AccountDifference, AccountPlan } from "./plan-account";
export { complusEffect, complusRefusal, complusStep } from "./complus";
export { unknownLocation } from "./plan-error";
export { relatedCredentials } from "./related-credentials";
export { reportAccount } from "./report-account";
export type { AccountReport } from "./report-account";
export { isIsolated } from "./isolation";
export { passwordSync } from "./password-sync";
export { templateWarning, warningsOf } from "./warnings";
export type { WarnedCredential } from "./warnings";
export { coverage, isOfPart, missingServices, whatWasRead } from "./missing-above";
export { poolType } from "./pool-type";
export { storedType } from "./identity-type";
export { describeUnmanaged, unmanagedAccounts } from "./unmanaged";
export { describeRecycles, recycledPools } from "./recycles";
export { foundCredential } from "./found-credential";
export type { FoundCredential } from "./found-credential";
export { countsAt, originOf, passwordState, storedCredentials } from "./stored-credentials";
export type { PasswordState, StoredCredential } from "./stored-credentials";
export { storedCopies } from "./stored-copies";
export type { StoredCopies } from "./stored-copies";
export { findingsOf } from "./findings";
export type { Finding } from "./findings";
