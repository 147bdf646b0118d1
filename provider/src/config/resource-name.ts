import { foldCase, type Credential, type Kind, type Location } from "../domain";

/**
 * The name of an identity's resource: the location itself for an anonymous user, so that the names in stacks from
 * before the other kinds stay as they are; else the kind in front, `wam:/LM/W3SVC/AppPools/Shop`, which no location
 * can be. A path is in canonical form, a place by its IIS name as it is written.
 */
export function identityResourceName(place: Credential & { readonly written?: string }): string {
  const at = place.written ?? place.location;
  return place.kind === "anonymous" ? at : `${place.kind}:${at}`;
}

/**
 * The names of the accounts' resources, in the list's order: the user name as written. A later item of the same name,
 * which claims other copies, has its scope behind it: `FARM\\svc-web (anonymous, unc) under /LM/W3SVC/1`. So a scope that
 * is narrowed or widened leaves the name, and with it what state holds, as it is.
 */
export function accountResourceNames(
  accounts: readonly {
    readonly userName: string;
    readonly kinds?: readonly Kind[] | undefined;
    readonly under?: Location | undefined;
  }[],
): readonly string[] {
  const taken = new Set<string>();
  return accounts.map(({ userName, kinds, under }) => {
    if (!taken.has(foldCase(userName))) {
      taken.add(foldCase(userName));
      return userName;
    }
    const narrowed = kinds === undefined ? "" : ` (${kinds.join(", ")})`;
    return `${userName}${narrowed}${under === undefined ? "" : ` under ${under}`}`;
  });
}

/** The name of the password that is made for a resource: the same however case is spelled, so that none is made anew. */
export function generatedPasswordName(resourceName: string): string {
  return foldCase(resourceName);
}
