import { z } from "zod";
import { type Kind, kinds, type Location } from "../domain";
import { acceptEffects, accountName, complus, locationText } from "./credential-settings";
import { fieldOf } from "./field-of";
import { type Mistake, readWith } from "./mistake";
import {
  declaredPassword,
  type DeclaredPassword,
  password,
  passwordFrom,
  passwordless,
  readSource,
  type Surroundings,
} from "./password-source";

/** One item of `iis-identity:identities`, validated. Without a password and `passwordless` it is not managed. */
export interface IdentityDeclaration extends DeclaredPassword {
  /** Where it stands in the stack's file: `iis-identity:identities[3]`. */
  readonly path: string;
  readonly kind: Kind;
  readonly location: Location;
  readonly userName: string;
  readonly onDelete: "keep" | "inherit";
  readonly acceptEffects: boolean;
  readonly complus: "acknowledged" | undefined;
}

const location = locationText.describe(
  "The key's path: W3SVC/1/ROOT or /LM/W3SVC/1/ROOT. Compared ignoring case.",
);
const kind = z
  .enum(kinds)
  .describe(
    "Which pair of properties: the anonymous user, the WAM (application pool) identity or the UNC user.",
  )
  .default("anonymous");
const userName = accountName.describe("x, .\\x, MACHINE\\x, DOMAIN\\x or x@domain.");
const onDelete = z
  .enum(["keep", "inherit"])
  .describe(
    "What becomes of the credential when this item goes: keep leaves it, inherit removes the own pair so that an ancestor's counts.",
  )
  .default("keep");

/** What an item of `iis-identity:identities` may hold. */
export const identity = z.strictObject({
  location,
  kind,
  userName,
  password,
  passwordFrom,
  passwordless,
  onDelete,
  acceptEffects,
  complus,
});

/** Reads one item. Every rule is tried, whether or not another one is broken, so that no mistake hides behind one. */
export function readIdentity(
  item: unknown,
  path: string,
  around: Surroundings,
): { readonly declaration: IdentityDeclaration | undefined; readonly mistakes: readonly Mistake[] } {
  const { value, mistakes: broken } = readWith(identity, item, path);
  const source = readSource(item, path, false, around);
  const mistakes = [...broken, ...source.mistakes];
  if (value === undefined || mistakes.length > 0) return { declaration: undefined, mistakes };
  const declaration = {
    path,
    kind: value.kind,
    location: value.location,
    userName: value.userName,
    ...declaredPassword(value, source.taken),
    onDelete: value.onDelete,
    acceptEffects: value.acceptEffects,
    complus: value.complus,
  };
  return { declaration, mistakes };
}

/** The credential that an item claims, where it names one that can be read, other mistakes or not. */
export function claimedCredential(
  item: unknown,
): { readonly kind: Kind; readonly location: Location } | undefined {
  const claimed = {
    kind: kind.safeParse(fieldOf(item, "kind")),
    location: location.safeParse(fieldOf(item, "location")),
  };
  if (!claimed.kind.success || !claimed.location.success) return undefined;
  return { kind: claimed.kind.data, location: claimed.location.data };
}
