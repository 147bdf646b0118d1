import { isIdentityError } from "../domain";

/**
 * Compares and writes again where somebody else's change came between; one who never stops is reported.
 *
 * @throws IdentityError as `write` does, E_CHANGED_MEANWHILE after so many tries
 */
export async function untilUndisturbed<Answer>(tries: number, write: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const changed = isIdentityError(error) && error.code === "E_CHANGED_MEANWHILE";
      if (!changed || attempt === tries) throw error;
    }
  }
}
