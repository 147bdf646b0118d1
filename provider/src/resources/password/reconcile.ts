import { randomInt } from "node:crypto";
import { defaultAlphabet } from "../../config";
import { parseInputs, type Properties } from "../host/properties";
import { generatedPasswordSchema } from "./check";

/** Serves the engine's create: the password is made here and kept in state. @throws IdentityError E_INPUT */
export function createPassword(inputs: Properties): { id: string; outs: Properties } {
  const { length = 24, alphabet = defaultAlphabet } = parseInputs(generatedPasswordSchema, inputs);
  return { id: "generated", outs: { ...inputs, result: makePassword(length, alphabet) } };
}

/** Serves the engine's update: the password stays. */
export function updatePassword(olds: Properties, news: Properties): { outs: Properties } {
  return { outs: { ...news, result: olds["result"] } };
}

/**
 * Makes a password of `length` characters, all equally likely, with at least one of each class of characters (upper,
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
