import type { Kind, Location } from "../domain";
import { originOf, passwordState, type PasswordState, type StoredCredential } from "./stored-credentials";

/** One element of what `find --json` prints. */
export interface FoundCredential {
  readonly location: Location;
  /** As IIS 7 and later name the place; a metabase has no other name than the location. */
  readonly name?: string;
  /** The type of the key; of an applicationHost.config the element that holds the credential. */
  readonly keyType: string;
  readonly kind: Kind;
  /** The effective one; `null` if none is set, or if it is unclear. */
  readonly userName: string | null;
  /** `own`, the location of the level above, `default` for what IIS's schema gives, or `null`. */
  readonly userNameFrom: "own" | Location | null;
  readonly passwordState: PasswordState;
  readonly passwordFrom: "own" | Location | null;
}

export function foundCredential(found: StoredCredential): FoundCredential {
  const { key, kind, effective } = found;
  return {
    location: key.location,
    ...(key.name === undefined ? {} : { name: key.name }),
    keyType: key.elements?.[kind] ?? key.keyType,
    kind,
    userName: effective?.userName?.value ?? null,
    userNameFrom: originOf(effective?.userName?.from, key),
    passwordState: passwordState(found),
    passwordFrom: originOf(effective?.password?.from, key),
  };
}
