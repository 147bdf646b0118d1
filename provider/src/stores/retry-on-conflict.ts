import { isIdentityError } from "../domain";

/**
 * Compares and writes again if somebody else's change came between; if that does not stop, it is reported.
 *
 * @throws IdentityError as `write` does, E_CHANGED_MEANWHILE after so many tries
 */
export async function retryOnConflict<Answer>(tries: number, write: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || attempt === tries) throw error;
    }
  }
}

/** True for E_CHANGED_MEANWHILE: what was compared is no longer there, and a new try may go through. */
export function isConflict(error: unknown): boolean {
  return isIdentityError(error) && error.code === "E_CHANGED_MEANWHILE";
}
