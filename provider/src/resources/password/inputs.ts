import { z } from "zod";
import { generatedPasswordShape } from "../../config";

/** The arguments, and what the shell adds. */
export const generatedPasswordSchema = z.looseObject({
  resourceName: z.string(),
  ...generatedPasswordShape,
});
