export { reviewChanges } from "./review-changes";
export { readOnce, withStore } from "./with-store";
export { failureOf, isPartial, writeDrifted } from "./write-drifted";
export type { Outcome, Outcomes } from "./write-drifted";
