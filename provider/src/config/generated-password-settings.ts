import { z } from "zod";

/** Letters, digits and signs that every account store, COM+ and every shell take as they are. */
export const defaultAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

/** A password that is made once and kept as a secret in state. Other settings make another one. */
export const generatedPasswordSettings = z.strictObject({
  /** Characters; 127 is the most that Windows' own dialogues take. */
  length: z.int().min(8).max(127).default(24),
  /** Each character once or more often; at least ten different ones. */
  alphabet: z
    .string()
    .refine((alphabet) => new Set(Array.from(alphabet)).size >= 10, {
      error: "must hold ten different characters or more",
    })
    .refine((alphabet) => /^[\x21-\x7e]*$/.test(alphabet), {
      error: "must hold visible ASCII characters only",
    })
    .default(defaultAlphabet),
  /** Whatever is written here is kept beside the password; a new value rotates it. */
  keepers: z.record(z.string(), z.string()).default({}),
});

export type GeneratedPasswordSettings = z.output<typeof generatedPasswordSettings>;
