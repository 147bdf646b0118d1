import { z } from "zod";
import { Secret } from "../domain";
import { fieldOf } from "./field-of";
import { generatedPasswordShape, type GeneratedPasswordSettings } from "./generated-password-settings";
import { type Mistake, readWith } from "./mistake";
import { qualifiedName, type SettingLookup } from "./setting";

/** A password in the item itself. In a stack's file it is a `secure:` value. */
export const passwordText = z.string().min(1, {
  error: "E_EMPTY_PASSWORD: an empty password is never written; leave it out, or set passwordless",
});

export const password = z
  .union([
    passwordText,
    z.strictObject({
      generate: z
        .strictObject(generatedPasswordShape)
        .describe(
          "Makes a password once and keeps it as a secret in Pulumi's state; a change of any setting makes another password.",
        ),
    }),
  ])
  .describe(
    "An encrypted value (`pulumi config set --secret --path`), or [`generate`](#a-password-to-generate). A password in clear is refused. Excludes `passwordFrom` and `passwordless`.",
  )
  .optional();

export const passwordFrom = z
  .string()
  .describe(
    "The name of another secret setting that holds the password: `web-user` means `iis-identity:web-user`.",
  )
  .optional();

/** Where an item's password comes from, as a stack's file says it. */
interface WrittenSource {
  readonly password?: z.output<typeof password>;
  readonly passwordFrom?: string | undefined;
  readonly passwordless: boolean;
}

/** The same, looked up: at most one of the three is set. */
export interface DeclaredPassword {
  readonly password: Secret | undefined;
  /** The settings of the password that is to be made for this item. */
  readonly generate: GeneratedPasswordSettings | undefined;
  readonly passwordless: boolean;
}

/** One item of a list, validated. */
export type Declaration<Written> = Readonly<Omit<Written, keyof WrittenSource>> &
  DeclaredPassword & {
    /** Where it is in the stack's file: `iis-identity:accounts[3]`. */
    readonly path: string;
  };

export type ItemResult<Written> =
  | { readonly declaration: Declaration<Written>; readonly mistakes: readonly [] }
  | { readonly declaration: undefined; readonly mistakes: readonly Mistake[] };

/** Whether an item's own password stands in clear in the stack's file; where that can't be told, why, as a clause. */
export type ClearPassword = boolean | { readonly untold: string };

/** What has to be known about the rest of the configuration to read one item. */
export interface ItemContext {
  readonly setting: SettingLookup;
  readonly clearPassword: ClearPassword;
}

/** Reads one item. Every rule is checked, even if another one is broken, so that no mistake hides another. */
export function readItem<Written extends WrittenSource>(
  schema: z.ZodType<Written>,
  item: unknown,
  path: string,
  around: ItemContext & { readonly passwordRequired: boolean },
): ItemResult<Written> {
  const { value, mistakes: broken } = readWith(schema, item, path);
  const { taken, mistakes: unfit } = readSource(item, path, around);
  const mistakes = [...broken, ...unfit];
  if (value === undefined || mistakes.length > 0) return { declaration: undefined, mistakes };
  const { password: own, passwordFrom: from, passwordless, ...settings } = value;
  const source = declaredPassword(from === undefined ? own : taken);
  return { declaration: { path, ...settings, ...source, passwordless }, mistakes: [] };
}

const sources = ["password", "passwordFrom", "passwordless"] as const;

/**
 * Checks an item against the rules for its password's source, apart from the schemas above.
 *
 * @returns the password that `passwordFrom` names, where it names one, and what is wrong
 */
function readSource(
  item: unknown,
  path: string,
  { setting, clearPassword, passwordRequired }: ItemContext & { readonly passwordRequired: boolean },
): { readonly taken: Secret | undefined; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const given = sources.filter((name) => fieldOf(item, name) !== undefined && fieldOf(item, name) !== false);
  if (given.length > 1) {
    mistakes.push({ path, problem: `has ${given.join(" and ")}, of which at most one may be set` });
  }
  if (given.length === 0 && passwordRequired && typeof item === "object" && item !== null) {
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
    : `may be in clear in its source: ${clearPassword.untold}; name a secret setting with passwordFrom instead`;
}

/** What a valid item declares: the password itself, or the settings to make one. */
function declaredPassword(
  own: z.output<typeof password> | Secret,
): Pick<DeclaredPassword, "password" | "generate"> {
  if (own === undefined || own instanceof Secret) return { password: own, generate: undefined };
  if (typeof own === "string") return { password: new Secret(own), generate: undefined };
  return { password: undefined, generate: own.generate };
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
      // The text may be the password itself, in the wrong place.
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
