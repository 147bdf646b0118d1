import { z } from "zod";
import { Secret } from "../domain";
import { fieldOf } from "./field-of";
import { type WrittenGeneratedPassword, writtenGeneratedPassword } from "./generated-password-settings";
import type { Mistake } from "./mistake";
import { qualifiedName, type SettingLookup } from "./setting";

/** A password that stands in the item itself. In a stack's file it is a `secure:` value. */
export const passwordText = z.string().min(1, {
  error: "E_EMPTY_PASSWORD: an empty password is never written; leave it out, or say passwordless",
});

export const password = z
  .union([
    passwordText,
    z.strictObject({
      generate: writtenGeneratedPassword.describe(
        "Makes a password once and keeps it as a secret in Pulumi's state; a change of any setting makes another one.",
      ),
    }),
  ])
  .describe(
    "An encrypted value (pulumi config set --secret --path), or generate. One in clear is refused. Excludes passwordFrom and passwordless.",
  )
  .optional();

export const passwordFrom = z
  .string()
  .describe(
    "The name of another secret setting that holds the password: web-user means iis-identity:web-user.",
  )
  .optional();

export const passwordless = z
  .boolean()
  .describe("true: no password may stand here. For built-in and managed accounts.")
  .default(false);

/** Where an item's password comes from: at most one of the three says something. */
export interface DeclaredPassword {
  readonly password: Secret | undefined;
  /** The settings of the password that is to be made for this item. */
  readonly generate: WrittenGeneratedPassword | undefined;
  readonly passwordless: boolean;
}

/** Whether an item's own password stands in clear in the stack's file; where that can't be told, why, as a clause. */
export type ClearPassword = boolean | { readonly untold: string };

/** What has to be known about the rest of the configuration to read one item. */
export interface Surroundings {
  readonly setting: SettingLookup;
  readonly clearPassword: ClearPassword;
}

const sources = ["password", "passwordFrom", "passwordless"] as const;

/**
 * Holds an item to the rules of its password's source, apart from the schemas above.
 *
 * @returns the password that `passwordFrom` names, where it names one, and what is wrong
 */
export function readSource(
  item: unknown,
  path: string,
  required: boolean,
  { setting, clearPassword }: Surroundings,
): { readonly taken: Secret | undefined; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const given = sources.filter((name) => fieldOf(item, name) !== undefined && fieldOf(item, name) !== false);
  if (given.length > 1) {
    mistakes.push({ path, problem: `has ${given.join(" and ")}, of which at most one may stand` });
  }
  if (given.length === 0 && required && typeof item === "object" && item !== null) {
    mistakes.push({
      path,
      problem: "needs its password: write password, passwordFrom or passwordless: true",
    });
  }
  const own = fieldOf(item, "password");
  const isOwn = own !== undefined && own !== "" && fieldOf(own, "generate") === undefined;
  if (isOwn && clearPassword !== false) {
    mistakes.push({ path: `${path}.password`, problem: notEncrypted(clearPassword) });
  }
  const from = fieldOf(item, "passwordFrom");
  const taken = typeof from === "string" ? lookUp(from, `${path}.passwordFrom`, setting) : undefined;
  if (taken === undefined || taken instanceof Secret) return { taken, mistakes };
  return { taken: undefined, mistakes: [...mistakes, taken] };
}

function notEncrypted(clearPassword: Exclude<ClearPassword, false>): string {
  return clearPassword === true
    ? "is in clear; encrypt it (pulumi config set --secret --path, value on standard input) or name a secret setting with passwordFrom"
    : `may be in clear where it comes from: ${clearPassword.untold}; name a secret setting with passwordFrom instead`;
}

/** What a valid item declares: the password itself, or what it takes to make one. */
export function declaredPassword(
  value: { readonly password?: z.output<typeof password>; readonly passwordless: boolean },
  taken: Secret | undefined,
): DeclaredPassword {
  const { password: own, passwordless } = value;
  if (typeof own === "object") return { password: undefined, generate: own.generate, passwordless };
  return { password: own === undefined ? taken : new Secret(own), generate: undefined, passwordless };
}

function lookUp(text: string, path: string, setting: SettingLookup): Secret | Mistake {
  const name = qualifiedName(text);
  if (name === undefined) {
    return { path, problem: "must be the name of another setting, like web-user or iis-identity:web-user" };
  }
  const found = setting(name);
  if (found === undefined) {
    return {
      path,
      // What was written may be the password itself, in the wrong place.
      problem: `names a setting that is not set; correct the name, or set it with pulumi config set --secret`,
    };
  }
  if (!found.secret) {
    return {
      path,
      problem: `takes its password from ${name}, which is not secret; set it again with pulumi config set --secret ${name}`,
    };
  }
  if (found.text === "") {
    return { path, problem: `takes its password from ${name}, which is empty (E_EMPTY_PASSWORD)` };
  }
  return new Secret(found.text);
}
