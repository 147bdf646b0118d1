import { IdentityError, isIdentityError } from "../domain";

/**
 * Runs one call of the engine. The dynamic host prints an error's text and stack, so what was not thrown on purpose is
 * replaced: its text could hold anything. Its frames stay, since they hold places in code alone.
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

function publicError(error: unknown): IdentityError {
  if (isIdentityError(error)) {
    error.stack = "";
    return error;
  }
  const unexpected = new IdentityError({
    code: "E_UNEXPECTED",
    message: `Something failed that should not (${error instanceof Error ? error.name : typeof error}).`,
    hint: "Report it with the lines below.",
  });
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  unexpected.stack = stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
  return unexpected;
}
