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

/** False for a declared type with which a pool uses no stored account. */
export function usesAccount(declared: IdentityType | undefined): boolean {
  return declared === undefined || declared === "SpecificUser";
}
