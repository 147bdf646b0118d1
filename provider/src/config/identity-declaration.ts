import { z } from "zod";
import { type Kind, kinds, type Location } from "../domain";
import {
  acceptEffects,
  accountName,
  complus,
  locationText,
  passwordless,
  secretText,
  storedName,
} from "./credential-settings";
import { fieldOf } from "./field-of";
import {
  type Declaration,
  type ItemResult,
  password,
  passwordFrom,
  readItem,
  type Surroundings,
} from "./password-source";

const locationHint =
  "A key's path: `W3SVC/1/ROOT` or `/LM/W3SVC/1/ROOT`; `\\` counts as `/`. Compared ignoring case.";
const userNameHint = "`x`, `.\\x`, `MACHINE\\x`, `DOMAIN\\x` or `x@domain`.";

/** What a stack's file holds as the resource takes it. */
const shared = {
  passwordless,
  onDelete: z
    .enum(["keep", "inherit"])
    .describe(
      "What happens to the credential when its declaration is removed: `keep` leaves it, `inherit` removes the own pair so that an ancestor's counts.",
    )
    .default("keep"),
  acceptEffects,
  complus,
};

/** The arguments of a credential at one location, but the metabase. */
export const identityShape = {
  location: z.string().describe(locationHint),
  userName: storedName.describe(userNameHint),
  password: secretText
    .describe(
      "If left out, the password is not managed and only the name is compared. Always kept as a secret. Compared exactly.",
    )
    .optional(),
  ...shared,
};

/** What an item of `iis-identity:identities` may hold. */
export const identity = z.strictObject({
  location: locationText.describe(locationHint),
  kind: z
    .enum(kinds)
    .describe(
      "Which pair of properties: the anonymous user, the WAM (application pool) identity or the UNC user. One location may be declared once for each kind.",
    )
    .default("anonymous"),
  userName: accountName.describe(userNameHint),
  password,
  passwordFrom,
  ...shared,
});

type Written = z.output<typeof identity>;

/** One item of `iis-identity:identities`, validated. Without a password and `passwordless` it is not managed. */
export type IdentityDeclaration = Declaration<Written>;

export function readIdentity(item: unknown, path: string, around: Surroundings): ItemResult<Written> {
  return readItem(identity, item, path, { ...around, passwordRequired: false });
}

/** The credential that an item claims, where it names one that can be read, other mistakes or not. */
export function claimedCredential(
  item: unknown,
): { readonly kind: Kind; readonly location: Location } | undefined {
  const claimed = {
    kind: identity.shape.kind.safeParse(fieldOf(item, "kind")),
    location: identity.shape.location.safeParse(fieldOf(item, "location")),
  };
  if (!claimed.kind.success || !claimed.location.success) return undefined;
  return { kind: claimed.kind.data, location: claimed.location.data };
}
