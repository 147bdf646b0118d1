import { z } from "zod";

/** Letters, digits and signs that every account store, COM+ and every shell take as they are. */
export const defaultAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

const length = z
  .int()
  .min(8)
  .max(127)
  .describe("How many characters: 8 to 127, the most that Windows' own dialogues take; 24 where left out.");

const alphabet = z
  .string()
  .regex(/^[\x21-\x7e]*$/, { error: "must hold visible ASCII characters only" })
  .refine((text) => new Set(Array.from(text)).size >= 10, {
    error: "must hold ten different characters or more",
  })
  .describe(
    "The characters it is made of: ten or more different visible ASCII ones; letters, digits and -_. where left out.",
  );

const keepers = z
  .record(z.string(), z.string())
  .describe("Texts that are kept beside the password, in clear; a new value makes a new password.");

/** A password that is made once and kept as a secret in state. Other settings make another one. */
export const generatedPasswordSettings = z.strictObject({
  length: length.default(24),
  alphabet: alphabet.default(defaultAlphabet),
  keepers: keepers.default({}),
});

export type GeneratedPasswordSettings = z.output<typeof generatedPasswordSettings>;

/**
 * The same as it is written in a stack's file, defaults left out: they stay out of state, so that writing one down is
 * a change and a default of a later version is none.
 */
export const writtenGeneratedPassword = z.strictObject({
  length: length.exactOptional(),
  alphabet: alphabet.exactOptional(),
  keepers: keepers.exactOptional(),
});

export type WrittenGeneratedPassword = z.output<typeof writtenGeneratedPassword>;
