import { publicError } from "../../domain";
import { callBegins, callEnds } from "./engine-waits";
import { quietly } from "./quiet";

/**
 * Runs one call of the engine. The dynamic host prints an error's text and stack. So only what people may see is
 * thrown, and only our own lines are printed.
 *
 * @throws IdentityError always, whatever the call throws
 */
export async function serve<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  callBegins();
  try {
    return await quietly(call);
  } catch (error) {
    throw publicError(error);
  } finally {
    callEnds();
  }
}
