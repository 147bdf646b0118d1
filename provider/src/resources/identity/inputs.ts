import { z } from "zod";
import { identityShape, metabase, type MetabaseSettings } from "../../config";
import { kinds, parseLocation } from "../../domain";
import type { Credential, Declared } from "../host/claims";
import { declaredHalves, knownOf, parseInputs, secretOf, type Properties } from "../host/properties";

/** The inputs of a credential at one location, validated. */
export type IdentityInputs = Readonly<
  Omit<z.output<z.ZodObject<typeof identityShape>>, keyof Credential | keyof Declared>
> &
  Credential &
  Declared & { readonly metabase: MetabaseSettings; readonly passwordUnknown: boolean };

/** The arguments, and what the shell adds. */
export const identitySchema = z.looseObject({
  resourceName: z.string(),
  kind: z.enum(kinds),
  metabase,
  ...identityShape,
});

/**
 * Reads an identity's inputs.
 *
 * @returns `undefined` if the location, the user name, the metabase or a switch is not known yet: then nothing can be
 * read; what is known has been validated
 * @throws IdentityError E_INPUT, E_EMPTY_PASSWORD, E_LOCATION
 */
export function readInputs(all: Properties): IdentityInputs | undefined {
  const { properties, passwordUnknown, incomplete } = knownOf(all);
  if (incomplete) return undefined;
  const value = parseInputs(identitySchema, properties);
  return {
    ...value,
    location: parseLocation(value.location),
    password: secretOf(value.password),
    passwordUnknown,
    halves: declaredHalves(value, passwordUnknown),
  };
}
