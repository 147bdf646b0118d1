import { z } from "zod";

/** Letters, digits and signs that every account store, COM+ and every shell take as they are. */
export const defaultAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

/**
 * The arguments of a password that is made once and kept as a secret in state. Defaults are not filled in: they stay out
 * of state, so that writing one down is a change and a default of a later version is not one.
 */
export const generatedPasswordShape = {
  length: z
    .int()
    .min(8)
    .max(127)
    .describe("How many characters: 8 to 127, the most that Windows' own dialogs accept; if left out, 24.")
    .exactOptional(),
  alphabet: z
    .string()
    .regex(/^[\x21-\x7e]*$/, { error: "must contain only visible ASCII characters" })
    .refine((text) => new Set(Array.from(text)).size >= 10, {
      error: "must contain ten different characters or more",
    })
    .describe(
      "The characters that the password is made of: ten or more different visible ASCII characters; if left out, letters, digits and `-_.`.",
    )
    .exactOptional(),
  keepers: z
    .record(z.string(), z.string())
    .describe("Texts that are kept beside the password, in clear; a new value makes a new password.")
    .exactOptional(),
};

export type GeneratedPasswordSettings = z.output<z.ZodObject<typeof generatedPasswordShape>>;
