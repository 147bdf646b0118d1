import { IdentityError } from "../domain";

/** The file is no longer the one that was read, and nothing was written. */
export function changedMeanwhile(path: string): IdentityError {
  return new IdentityError({
    code: "E_CHANGED_MEANWHILE",
    message: `The file ${path} was changed by another program after it was read, so nothing was written.`,
    hint: "Read the file again and decide anew.",
  });
}

/** The other program's change fell into the instant of the replacement; its bytes are in `kept`. */
export function replacedMeanwhile(path: string, kept: string): IdentityError {
  return new IdentityError({
    code: "E_REPLACED_MEANWHILE",
    message: `The file ${path} was changed by another program in the very instant in which it was replaced; the file of the other program is kept as ${kept}.`,
    hint: "Compare the two files, bring the other program's changes over, and remove the kept file, which holds credentials.",
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
