import { z } from "zod";
import { metabaseSettings, type MetabaseSettings } from "../../config";
import { IdentityError, kinds, parseLocation } from "../../domain";
import type { DesiredAccount } from "../../drift";
import type { Declared } from "../host/claims";
import {
  declaredHalves,
  knownOf,
  parseInputs,
  secretOf,
  unknownPassword,
  type Properties,
} from "../host/properties";

/** The inputs of an account's credential, validated. */
export interface AccountInputs extends Declared {
  readonly metabase: MetabaseSettings;
  readonly desired: DesiredAccount;
  readonly passwordUnknown: boolean;
  readonly acceptEffects: boolean;
  readonly allowNone: boolean;
  readonly complus: "acknowledged" | undefined;
}

const names = z.array(z.string().min(1)).default([]);

/** The arguments, and what the shell adds. */
export const accountSchema = z.looseObject({
  resourceName: z.string(),
  metabase: metabaseSettings,
  userName: z.string().min(1),
  password: z.string().optional(),
  passwordless: z.boolean().default(false),
  kinds: z
    .array(z.enum(kinds))
    .min(1)
    .default([...kinds]),
  under: z.string().default("/LM"),
  aliases: names,
  formerNames: names,
  unused: z.enum(["keep", "rewrite"]).default("keep"),
  allowNone: z.boolean().default(false),
  acceptEffects: z.boolean().default(false),
  complus: z.literal("acknowledged").optional(),
});

/**
 * Reads the inputs of an account's credential. The name recorded before, where it is another one, counts as a former
 * name for this once.
 *
 * @returns `undefined` where something besides the password is not known yet
 * @throws IdentityError E_INPUT, E_EMPTY_PASSWORD, E_LOCATION
 */
export function readAccountInputs(all: Properties, recorded: Properties): AccountInputs | undefined {
  const { properties, passwordUnknown, incomplete } = knownOf(all);
  if (incomplete) return undefined;
  const value = parseInputs(accountSchema, properties);
  const { resourceName, metabase, userName, passwordless, acceptEffects, allowNone, complus } = value;
  const password = secretOf(value.password);
  if (password === undefined && !passwordUnknown && !passwordless) {
    throw new IdentityError({
      code: "E_PASSWORD_REQUIRED",
      message: `${resourceName} declares neither a password nor passwordless.`,
      hint: "Declare one of the two, so that the password of each copy can be compared.",
    });
  }
  const before = recorded["userName"];
  return {
    resourceName,
    metabase,
    userName,
    password,
    passwordless,
    passwordUnknown,
    halves: declaredHalves(value, passwordUnknown),
    acceptEffects,
    allowNone,
    complus,
    desired: {
      userName,
      password: password ?? (passwordUnknown ? unknownPassword() : undefined),
      passwordless,
      previousPassword: secretOf(recorded["password"]),
      kinds: kinds.filter((kind) => value.kinds.includes(kind)),
      under: parseLocation(value.under),
      aliases: value.aliases,
      formerNames: value.formerNames,
      recordedName: typeof before === "string" && before !== userName ? before : undefined,
      rewriteUnused: value.unused === "rewrite",
    },
  };
}
