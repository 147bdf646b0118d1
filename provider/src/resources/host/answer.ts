import { isIdentityError } from "../../domain";
import type { Checked } from "./methods";
import type { Properties } from "./properties";

/** Answers with the inputs, or with the failure and the inputs as they were. A failure names no property. */
export async function answer(unchanged: Properties, inputs: () => Promise<Properties>): Promise<Checked> {
  try {
    return { inputs: await inputs(), failures: [] };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { inputs: unchanged, failures: [{ property: "", reason: error.message }] };
  }
}
