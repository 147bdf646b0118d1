import { z } from "zod";
import { accountOf, identityShape, metabase, type MetabaseSettings } from "../../config";
import { IdentityError, kinds, parseLocation, usesAccount, type Credential, type Part } from "../../domain";
import type { DeclaredCredential } from "../host/claims";
import { readCredential, type CredentialInputs, type Properties } from "../host/properties";

/** The inputs of a credential at one location, validated. */
export type IdentityInputs = Readonly<
  Omit<z.output<z.ZodObject<typeof identityShape>>, keyof Credential | keyof DeclaredCredential>
> &
  Credential &
  DeclaredCredential &
  CredentialInputs & {
    /** The location as it is declared: a reading may know it by another name than its path. */
    readonly written: string;
    readonly metabase: MetabaseSettings;
  };

/** The arguments, and what the shell adds. */
export const identitySchema = z.looseObject({
  resourceName: z.string(),
  kind: z.enum(kinds),
  metabase,
  ...identityShape,
});

/** The same inputs at the resource's own location, which its id is: its declared name may be another place by now. */
export function atOwnLocation(inputs: IdentityInputs, id: string): IdentityInputs {
  return /^\/LM\//i.test(id) ? { ...inputs, written: id, location: parseLocation(id) } : inputs;
}

/** Reads an identity's inputs. @returns and @throws as `readCredential` */
export function readInputs(all: Properties): IdentityInputs | undefined {
  const [value, credential] = readCredential(identitySchema, all) ?? [];
  if (value === undefined || credential === undefined) return undefined;
  const location = parseLocation(value.location);
  const hasPassword = credential.password !== undefined || credential.passwordUnknown;
  const account = accountOf({ ...value, hasPassword });
  if ("problem" in account) {
    throw new IdentityError({
      code: "E_INPUT",
      location,
      message: `${value.resourceName}.${account.field} ${account.problem}.`,
      hint: "Declare a user name, or, from IIS 7 on, poolIdentity: true for an anonymous user, or for a pool an identityType that uses no account.",
    });
  }
  const { identityType } = value;
  const halves: readonly Part[] = [
    ...(account.passwordless ? bothHalves : usesAccount(identityType) ? credential.halves : []),
    ...(identityType === undefined ? [] : (["identityType"] as const)),
  ];
  return { ...value, ...credential, ...account, written: value.location, location, halves };
}

const bothHalves = ["userName", "password"] as const;
