import { z } from "zod";
import { generatedPasswordShape } from "../../config";
import { answer } from "../host/answer";
import type { Checked } from "../host/methods";
import { holdsUnknown, parseInputs, requireArguments, type Properties } from "../host/properties";

/** The arguments, and what the shell adds. */
export const generatedPasswordSchema = z.looseObject({ resourceName: z.string(), ...generatedPasswordShape });

/** Validates the settings of a password, as far as they are known. */
export function checkPassword(news: Properties): Promise<Checked> {
  return answer(news, () => {
    requireArguments(generatedPasswordSchema, news);
    if (!holdsUnknown(news)) parseInputs(generatedPasswordSchema, news);
    return Promise.resolve(news);
  });
}
