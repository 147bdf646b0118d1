import { publicError } from "../domain";

/**
 * Runs one call of the engine. The dynamic host prints an error's text and stack, so nothing but what people may see
 * is thrown.
 *
 * @throws IdentityError always, whatever the call throws
 */
export async function serve<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw publicError(error);
  }
}
