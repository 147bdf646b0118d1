import { z } from "zod";
import { accountNameFault, accountNameHint, isIdentityError, type Location, parseLocation } from "../domain";
import { metabaseSettings } from "./metabase-settings";

/** A key's path, in canonical form afterwards. */
export const locationText = z.string().transform((text, context): Location => {
  try {
    return parseLocation(text);
  } catch (error) {
    context.issues.push({
      code: "custom",
      input: text,
      message: isIdentityError(error) ? error.message : "is not a location",
    });
    return z.NEVER;
  }
});

/** An account's name as people write it, to be written or to be left as it is. */
export const accountName = z
  .string()
  .min(1)
  .superRefine((name, context) => {
    const fault = name === "" ? undefined : accountNameFault(name);
    if (fault !== undefined) context.addIssue({ code: "custom", message: `${fault}. ${accountNameHint}` });
  });

/** A name that is only looked for: one that was stored wrong is found as it is. */
export const storedName = z.string().min(1);

/** A text that is a secret: whoever registers a resource with it marks it as one (`SecretNames`). */
export const secretText = z.string().brand<"secret">();

/** The names of a shape's secrets. */
export type SecretNames<Shape extends z.ZodRawShape> = {
  [Name in keyof Shape]: Shape[Name] extends z.ZodType<(string & z.$brand<"secret">) | undefined>
    ? Name
    : never;
}[keyof Shape];

/** Which metabase a resource is about. In a stack's file it is one for all. */
export const metabase = metabaseSettings.describe(
  "The [metabase](#the-metabase). If left out, the stack's setting `iis-identity:metabase` counts.",
);

export const passwordless = z
  .boolean()
  .describe(
    "`true`: no password may be stored, own or inherited. For built-in and managed accounts. Excludes `password`.",
  )
  .default(false);

export const acceptEffects = z
  .boolean()
  .describe("`true` lets `up` give half pairs of other accounts beneath a new other half.")
  .default(false);

export const complus = z
  .literal("acknowledged")
  .describe(
    "You confirm that you will run synciwam.vbs. Needed if a WAM identity changes at a web service in IIS 5 isolation mode.",
  )
  .optional();
