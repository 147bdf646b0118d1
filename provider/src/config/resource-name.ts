import type { Kind, Location } from "../domain";

/**
 * The name of an identity's resource: the location itself for an anonymous user, so that the names in stacks from
 * before the other kinds stay as they are; else the kind in front, `wam:/LM/W3SVC/AppPools/Shop`, which no location
 * can be.
 */
export function identityResourceName({
  kind,
  location,
}: {
  readonly kind: Kind;
  readonly location: Location;
}): string {
  return kind === "anonymous" ? location : `${kind}:${location}`;
}

/**
 * The name of an account's resource: its user name as written, and the scope where one is given:
 * `FARM\svc-web (anonymous, unc) under /LM/W3SVC/1`. Two items whose scopes are disjoint have different names.
 */
export function accountResourceName(account: {
  readonly userName: string;
  readonly kinds: readonly Kind[] | undefined;
  readonly under: Location | undefined;
}): string {
  const { userName, kinds, under } = account;
  const narrowed = kinds === undefined ? "" : ` (${kinds.join(", ")})`;
  return `${userName}${narrowed}${under === undefined ? "" : ` under ${under}`}`;
}
