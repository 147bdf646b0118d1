import { answer } from "../host/answer";
import type { Checked } from "../host/methods";
import { holdsUnknown, parseInputs, requireArguments, type Properties } from "../host/properties";
import { generatedPasswordSchema } from "./inputs";

/** Validates the settings of a password, as far as they are known. */
export function checkPassword(news: Properties): Promise<Checked> {
  return answer(news, () => {
    requireArguments(generatedPasswordSchema, news);
    if (!holdsUnknown(news)) parseInputs(generatedPasswordSchema, news);
    return Promise.resolve(news);
  });
}
