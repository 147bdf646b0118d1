export { canonicalAccount, sameAccount } from "./account";
export { describeDifference, describeEffects, quoteName } from "./describe";
export type { Effects, StrangersHalf } from "./effects";
export { compareCredential, planCredential } from "./plan";
export type { Comparison, Desired, Difference, Plan } from "./plan";
export { viewWith } from "./view";
export type { Effective, EffectivePair, View } from "./view";
