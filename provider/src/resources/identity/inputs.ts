import { z } from "zod";
import { identityShape, metabase, type MetabaseSettings } from "../../config";
import { kinds, parseLocation } from "../../domain";
import type { Credential, Declared } from "../host/claims";
import { readCredential, type CredentialInputs, type Properties } from "../host/properties";

/** The inputs of a credential at one location, validated. */
export type IdentityInputs = Readonly<
  Omit<z.output<z.ZodObject<typeof identityShape>>, keyof Credential | keyof Declared>
> &
  Credential &
  Declared &
  CredentialInputs & { readonly metabase: MetabaseSettings };

/** The arguments, and what the shell adds. */
export const identitySchema = z.looseObject({
  resourceName: z.string(),
  kind: z.enum(kinds),
  metabase,
  ...identityShape,
});

/** Reads an identity's inputs. @returns and @throws as `readCredential` */
export function readInputs(all: Properties): IdentityInputs | undefined {
  const [value, credential] = readCredential(identitySchema, all) ?? [];
  return value && credential && { ...value, ...credential, location: parseLocation(value.location) };
}
