import { z } from "zod";
import { accountShape, metabase, type MetabaseSettings } from "../../config";
import { IdentityError, kinds, parseLocation } from "../../domain";
import type { DesiredAccount } from "../../drift";
import type { DeclaredCredential } from "../host/claims";
import {
  comparedPassword,
  readCredential,
  secretOf,
  type CredentialInputs,
  type Properties,
} from "../host/properties";

/** The inputs of an account's credential, validated. */
export type AccountInputs = Readonly<
  Omit<z.output<z.ZodObject<typeof accountShape>>, keyof DeclaredCredential>
> &
  DeclaredCredential &
  CredentialInputs & { readonly metabase: MetabaseSettings; readonly desired: DesiredAccount };

/** The arguments, and what the shell adds. */
export const accountSchema = z.looseObject({ resourceName: z.string(), metabase, ...accountShape });

/**
 * Reads the inputs of an account's credential. If the name recorded before is another one, it counts as a former name
 * this once.
 *
 * @returns `undefined` where something besides the password is not known yet
 * @throws IdentityError E_INPUT, E_EMPTY_PASSWORD, E_LOCATION
 */
export function readAccountInputs(all: Properties, recorded: Properties): AccountInputs | undefined {
  const [value, credential] = readCredential(accountSchema, all) ?? [];
  if (value === undefined || credential === undefined) return undefined;
  const { resourceName, userName, passwordless } = value;
  if (!credential.halves.includes("password")) {
    throw new IdentityError({
      code: "E_PASSWORD_REQUIRED",
      message: `${resourceName} declares neither a password nor passwordless.`,
      hint: "Declare one of the two, so that the password of each copy can be compared.",
    });
  }
  const before = recorded["userName"];
  return {
    ...value,
    ...credential,
    desired: {
      userName,
      password: comparedPassword(credential),
      passwordless,
      previousPassword: secretOf(recorded["password"]),
      kinds: kinds.filter((kind) => value.kinds?.includes(kind) ?? true),
      under: parseLocation(value.under ?? "/LM"),
      aliases: value.aliases,
      formerNames: value.formerNames,
      recordedName: typeof before === "string" && before !== userName ? before : undefined,
      rewriteUnused: value.unused === "rewrite",
    },
  };
}
