import { IdentityError } from "../domain";

/** The file is no longer the one that was read, and nothing was written. */
export function changedMeanwhile(path: string): IdentityError {
  return new IdentityError({
    code: "E_CHANGED_MEANWHILE",
    message: `The file ${path} was changed by another program after it was read, so nothing was written.`,
    hint: "Read the file again and decide anew.",
  });
}

/** The other program's change fell into the instant of the replacement; `kept` holds its bytes. */
export function replacedMeanwhile(path: string, kept: string | undefined): IdentityError {
  const change = `The file ${path} was changed by another program in the very instant in which it was replaced`;
  return new IdentityError({
    code: "E_REPLACED_MEANWHILE",
    message:
      kept === undefined
        ? `${change}, and the other program's file could not be kept.`
        : `${change}; the other program's file is kept as ${kept}.`,
    hint:
      kept === undefined
        ? "Let the other program make its change again."
        : "Compare both, bring the other program's change over, then remove the kept file, which holds credentials.",
  });
}

/** The file itself says that nobody should write to it. */
export function readOnly(path: string): IdentityError {
  return new IdentityError({
    code: "E_READ_ONLY",
    message: `The file ${path} is marked read-only.`,
    hint: "Remove the read-only mark, or name another copy of the file.",
  });
}
