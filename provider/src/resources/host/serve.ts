import { publicError } from "../../domain";
import { quietly } from "./quiet";

/**
 * Runs one call of the engine. The dynamic host prints an error's text and stack, so nothing but what people may see
 * is thrown, and nothing but our own lines is printed.
 *
 * @throws IdentityError always, whatever the call throws
 */
export async function serve<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await quietly(call);
  } catch (error) {
    throw publicError(error);
  }
}
