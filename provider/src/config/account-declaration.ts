import { z } from "zod";
import { type Kind, kinds as allKinds, type Location } from "../domain";
import { acceptEffects, accountName, complus, locationText, storedName } from "./credential-settings";
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

/** One item of `iis-identity:accounts`, validated. What is left out stays out, so that state stays small. */
export interface AccountDeclaration extends DeclaredPassword {
  /** Where it stands in the stack's file: `iis-identity:accounts[3]`. */
  readonly path: string;
  readonly userName: string;
  /** `undefined`: all kinds. */
  readonly kinds: readonly Kind[] | undefined;
  /** `undefined`: the whole machine. */
  readonly under: Location | undefined;
  readonly aliases: readonly string[];
  readonly formerNames: readonly string[];
  readonly unused: "keep" | "rewrite";
  readonly allowNone: boolean;
  readonly acceptEffects: boolean;
  readonly complus: "acknowledged" | undefined;
}

const userName = accountName.describe(
  "The account's name: x, .\\x, MACHINE\\x, DOMAIN\\x or x@domain. After a change, name the one before in formerNames.",
);
export const kinds = z
  .array(z.enum(allKinds))
  .min(1)
  .describe("Which copies: all kinds where left out.")
  .optional();
export const under = locationText
  .describe("Only copies at and beneath this location; the whole machine where left out.")
  .optional();
const aliases = z
  .array(accountName)
  .describe("Other spellings of the same account: found, and left as spelled.")
  .default([]);
const formerNames = z
  .array(storedName)
  .describe(
    "Names that the account had before: copies that still hold one get the new name with the password.",
  )
  .default([]);
const unused = z
  .enum(["keep", "rewrite"])
  .describe("rewrite includes copies on pools that run as another identity; keep only names them.")
  .default("keep");
const allowNone = z
  .boolean()
  .describe("true lets the account be declared although no key holds a copy.")
  .default(false);

/** What an item of `iis-identity:accounts` may hold. */
export const account = z.strictObject({
  userName,
  password,
  passwordFrom,
  passwordless,
  kinds,
  under,
  aliases,
  formerNames,
  unused,
  allowNone,
  acceptEffects,
  complus,
});

/** Reads one item, as `readIdentity` does. */
export function readAccount(
  item: unknown,
  path: string,
  around: Surroundings,
): { readonly declaration: AccountDeclaration | undefined; readonly mistakes: readonly Mistake[] } {
  const { value, mistakes: broken } = readWith(account, item, path);
  const source = readSource(item, path, true, around);
  const mistakes = [...broken, ...source.mistakes];
  if (value === undefined || mistakes.length > 0) return { declaration: undefined, mistakes };
  const declaration = {
    path,
    userName: value.userName,
    ...declaredPassword(value, source.taken),
    kinds: value.kinds,
    under: value.under,
    aliases: value.aliases,
    formerNames: value.formerNames,
    unused: value.unused,
    allowNone: value.allowNone,
    acceptEffects: value.acceptEffects,
    complus: value.complus,
  };
  return { declaration, mistakes };
}
