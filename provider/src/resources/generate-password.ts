import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { generatedPasswordSettings } from "../config";
import { answer } from "./check";
import type { Methods } from "./methods";
import { holdsUnknown, parseInputs, requireArguments } from "./properties";

const schema = z.looseObject({ resourceName: z.string(), ...generatedPasswordSettings.shape });

const declared = ["length", "alphabet", "keepers"] as const;

/** How a `GeneratedPassword` serves the engine: made once, kept in state, made anew when anything declared changes. */
export const generatedPasswordMethods: Methods = {
  check: (_olds, news) =>
    answer(news, () => {
      requireArguments(schema, news);
      if (!holdsUnknown(news)) parseInputs(schema, news);
      return Promise.resolve(news);
    }),
  diff: (olds, news) => {
    const changed = declared.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
    return Promise.resolve({ changes: changed.length > 0, replaces: changed });
  },
  create: (inputs) => {
    const { length, alphabet } = parseInputs(schema, inputs);
    const result = makePassword(length, alphabet);
    return Promise.resolve({ id: "generated", outs: { ...inputs, result } });
  },
  update: (olds, news) => Promise.resolve({ outs: { ...news, result: olds["result"] } }),
  read: (id, state) => Promise.resolve({ id, props: state }),
  delete: () => Promise.resolve(),
};

/**
 * Makes a password of `length` characters, all equally likely, that holds one of each class of characters (upper,
 * lower, digit, other) that the alphabet has: most account stores ask for three of the four.
 */
export function makePassword(length: number, alphabet: string): string {
  const characters = Array.from(alphabet);
  const classes = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((one) => one.test(alphabet));
  for (;;) {
    const password = Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
    if (classes.every((one) => one.test(password))) return password;
  }
}
