import { IdentityError, isIdentityError } from "./errors";

/**
 * What people may see of an error. An error that was not thrown on purpose is replaced, because its text could contain
 * anything. Only the places in the code that its stack names are kept, as the new error's stack; an error of ours has
 * none.
 */
export function publicError(error: unknown): IdentityError {
  if (isIdentityError(error)) {
    error.stack = "";
    return error;
  }
  const unexpected = new IdentityError({
    code: "E_UNEXPECTED",
    message: `Something failed that should not fail (${kindOf(error)}).`,
    hint: "Report it with the lines below.",
  });
  unexpected.stack = error instanceof Error ? placesIn(error.stack ?? "") : "";
  return unexpected;
}

/** An error's name is as free as its text: it is repeated only if it looks like the name of a class of errors. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return /^[A-Z][A-Za-z]{0,30}Error$/.test(error.name) ? error.name : "Error";
}

/**
 * File, line and column of each call, one on each line. The error's text is above them and may look like one of them.
 */
function placesIn(stack: string): string {
  return stack
    .split("\n")
    .flatMap((line) => {
      const place = /^\s+at (?:.*[\\/(: ])?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/.exec(line)?.[1];
      return place === undefined ? [] : [`    at ${place}`];
    })
    .join("\n");
}
