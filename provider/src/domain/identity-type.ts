/** What an application pool can run as, by IIS's names; their places are the numbers that AppPoolIdentityType holds. */
export const identityTypes = [
  "LocalSystem",
  "LocalService",
  "NetworkService",
  "SpecificUser",
  /** From IIS 7.5 on. */
  "ApplicationPoolIdentity",
] as const;

export type IdentityType = (typeof identityTypes)[number];
