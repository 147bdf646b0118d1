export { canonicalAccount, sameAccount } from "./account";
export { describeDifference, describeEffects, quoteName } from "./describe";
export type { Effects, StrangersHalf } from "./effects";
export { planCredential } from "./plan";
export type { Desired, Difference, Plan } from "./plan";
export { viewWith } from "./view";
export type { Effective, EffectivePair, View } from "./view";
