import { z } from "zod";
import { kinds } from "../domain";
import {
  acceptEffects,
  accountName,
  complus,
  locationText,
  passwordless,
  secretText,
  storedName,
} from "./credential-settings";
import {
  type Declaration,
  type ItemResult,
  password,
  passwordFrom,
  readItem,
  type ItemContext,
} from "./password-source";
import { nativeIn } from "./written-location";

const underHint = "Only copies at and beneath this location; if left out, those of the whole machine.";
const aliasesHint = "Other spellings of the same account: found, and kept as spelled.";

/** What a stack's file holds as the resource takes it, or, of `under` and `aliases`, nearly so. */
const shared = {
  passwordless,
  kinds: z
    .array(z.enum(kinds))
    .min(1)
    .describe("Only copies of these kinds; if left out, of all kinds.")
    .optional(),
  under: z.string().describe(underHint).optional(),
  aliases: z.array(storedName).describe(aliasesHint).default([]),
  formerNames: z
    .array(storedName)
    .describe("Former names of the account: copies that still hold one get the new name and the password.")
    .default([]),
  unused: z
    .enum(["keep", "rewrite"])
    .describe("`rewrite` also rewrites copies on pools that run as another identity; `keep` only names them.")
    .default("keep"),
  allowNone: z
    .boolean()
    .describe("`true` allows the account to be declared although no key holds a copy.")
    .default(false),
  acceptEffects,
  complus,
};

/** The arguments of an account's credential, but the metabase. */
export const accountShape = {
  userName: storedName.describe(
    "The account's name. A new name is an update in place, in which the old one counts as a former name.",
  ),
  password: secretText.describe("What every copy must hold. This or `passwordless` is required.").optional(),
  ...shared,
};

/** What an item of `iis-identity:accounts` may hold. */
export const account = z.strictObject({
  userName: accountName.describe(
    "The account's name: `x`, `.\\x`, `MACHINE\\x`, `DOMAIN\\x` or `x@domain`. After a change, put the old name into `formerNames`.",
  ),
  password,
  passwordFrom,
  ...shared,
  under: locationText.describe(underHint).optional(),
  aliases: z.array(accountName).describe(aliasesHint).default([]),
});

type Written = z.output<typeof account>;

interface WrittenPlace {
  /** `under` as it is written, where that is a place as IIS names it and no path of a metabase. */
  readonly written?: string;
}

/** One item of `iis-identity:accounts`, validated. */
export type AccountDeclaration = Declaration<Written & WrittenPlace>;

export function readAccount(
  item: unknown,
  path: string,
  around: ItemContext,
): ItemResult<Written & WrittenPlace> {
  const result = readItem(account, item, path, { ...around, passwordRequired: true });
  if (result.declaration === undefined) return result;
  return { declaration: { ...result.declaration, ...nativeIn(item, "under") }, mistakes: [] };
}
