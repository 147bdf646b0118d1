/** A wrong command line: shown with the way to the help, exit code 2. Never repeats what was typed. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
