import { z } from "zod";
import { type Credential, type IdentityType, identityTypes, type Kind, kinds, usesAccount } from "../domain";
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
import { nativeIn } from "./written-location";
import {
  type Declaration,
  type ItemResult,
  password,
  passwordFrom,
  readItem,
  type ItemContext,
} from "./password-source";

const locationHint =
  "A key's path: `W3SVC/1/ROOT` or `/LM/W3SVC/1/ROOT`; `\\` counts as `/`. From IIS 7 on also a place as IIS names it: `Default Web Site/app`, or a pool's name. Compared ignoring case.";
const userNameHint =
  "`x`, `.\\x`, `MACHINE\\x`, `DOMAIN\\x` or `x@domain`. Required, except with `poolIdentity` or an `identityType` that uses no account.";

/** What a stack's file holds as the resource takes it. */
const shared = {
  passwordless,
  onDelete: z
    .enum(["keep", "inherit"])
    .describe(
      "What happens to the credential when its declaration is removed: `keep` leaves it, `inherit` removes the own pair so that an ancestor's counts.",
    )
    .default("keep"),
  poolIdentity: z
    .boolean()
    .describe(
      "`true`: no account and no password; requests run as the application pool's identity. For the anonymous user of IIS 7 and later. Excludes `userName`, `password` and `passwordless`.",
    )
    .default(false),
  identityType: z
    .enum(identityTypes)
    .describe(
      "What an application pool runs as, for the kind wam from IIS 7 on. If left out, it is not managed. All but `SpecificUser` exclude `userName` and `password` ([what each takes](iis7.md#what-a-pool-runs-as)).",
    )
    .optional(),
  acceptEffects,
  complus,
};

/** The arguments of a credential at one location, but the metabase. */
export const identityShape = {
  location: z.string().describe(locationHint),
  userName: storedName.describe(userNameHint).optional(),
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
  userName: accountName.describe(userNameHint).optional(),
  password,
  passwordFrom,
  ...shared,
});

type Written = z.output<typeof identity>;

/** Who counts at a location, as the comparison takes it: the pool's identity is an empty name without a password. */
export interface Account {
  readonly userName: string;
  readonly passwordless: boolean;
}

type Read = Omit<Written, "userName" | "poolIdentity"> &
  Account & {
    readonly poolIdentity: true | undefined;
    /** The location as it is written, where that is a place as IIS names it and no path of a metabase. */
    readonly written?: string;
  };

/** One item of `iis-identity:identities`, validated. Without a password and `passwordless` it is not managed. */
export type IdentityDeclaration = Declaration<Read>;

export function readIdentity(item: unknown, path: string, around: ItemContext): ItemResult<Read> {
  const { declaration, mistakes } = readItem(identity, item, path, { ...around, passwordRequired: false });
  const account = writtenAccount(item);
  if (account !== undefined && "problem" in account) {
    const mistake = { path: `${path}.${account.field}`, problem: account.problem };
    return { declaration: undefined, mistakes: [...mistakes, mistake] };
  }
  if (declaration === undefined || account === undefined) return { declaration: undefined, mistakes };
  const poolIdentity = declaration.poolIdentity || undefined;
  const written = nativeIn(item, "location");
  return { declaration: { ...declaration, ...account, poolIdentity, ...written }, mistakes: [] };
}

/** Who an item declares, other mistakes or not. */
function writtenAccount(item: unknown): Account | AccountFault | undefined {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const userName = fieldOf(item, "userName");
  const identityType = identity.shape.identityType.safeParse(fieldOf(item, "identityType"));
  // Who is meant with what is not a type is not known.
  if (!identityType.success) return undefined;
  return accountOf({
    kind: identity.shape.kind.safeParse(fieldOf(item, "kind")).data ?? "anonymous",
    // Of another type, it is a mistake of its own.
    userName: typeof userName === "string" || userName === undefined ? userName : "",
    poolIdentity: fieldOf(item, "poolIdentity") === true,
    identityType: identityType.data,
    passwordless: fieldOf(item, "passwordless") === true,
    hasPassword: ["password", "passwordFrom"].some((name) => fieldOf(item, name) !== undefined),
  });
}

interface AccountFault {
  readonly field: "userName" | "poolIdentity" | "identityType";
  /** A clause. */
  readonly problem: string;
}

/**
 * Who is declared, or what is wrong with it: a user name, the pool's identity, or a type of pool that uses no account; one of
 * them, never two and never none.
 */
export function accountOf({
  kind,
  userName,
  poolIdentity,
  identityType,
  passwordless,
  hasPassword,
}: {
  readonly kind: Kind;
  readonly userName?: string | undefined;
  readonly poolIdentity: boolean;
  readonly identityType?: IdentityType | undefined;
  readonly passwordless: boolean;
  readonly hasPassword: boolean;
}): Account | AccountFault {
  if (identityType !== undefined && kind !== "wam")
    return { field: "identityType", problem: "is for the kind wam alone" };
  if (!poolIdentity && !usesAccount(identityType)) {
    return userName === undefined && !hasPassword
      ? { userName: "", passwordless }
      : {
          field: "identityType",
          problem: `excludes userName and every password, as ${String(identityType)} uses no account; write passwordless: true to have a stored one removed`,
        };
  }
  if (!poolIdentity) {
    return userName === undefined ? { field: "userName", problem: "is missing" } : { userName, passwordless };
  }
  if (kind !== "anonymous") return { field: "poolIdentity", problem: "is for the kind anonymous alone" };
  if (userName !== undefined || hasPassword || passwordless)
    return { field: "poolIdentity", problem: "excludes userName and every form of a password" };
  return { userName: "", passwordless: true };
}

/** The credential that an item claims, where it names one that can be read, other mistakes or not. */
export function claimedCredential(item: unknown): Credential | undefined {
  const claimed = {
    kind: identity.shape.kind.safeParse(fieldOf(item, "kind")),
    location: identity.shape.location.safeParse(fieldOf(item, "location")),
  };
  if (!claimed.kind.success || !claimed.location.success) return undefined;
  return { kind: claimed.kind.data, location: claimed.location.data };
}
