import { IdentityError } from "../domain";
import { fileError } from "./file-error";

/** The file is no longer the one that was read, and nothing was written. */
export function changedMeanwhile(path: string): IdentityError {
  return new IdentityError({
    code: "E_CHANGED_MEANWHILE",
    message: `Another program changed the file ${path} after it was read, so nothing was written.`,
    hint: "Read the file again, then decide again.",
  });
}

/** Our new content was in place, and another program's file is there now. */
export function replacedAfterwards(path: string): IdentityError {
  return new IdentityError({
    code: "E_CHANGED_MEANWHILE",
    message: `Another program replaced the file ${path} right after it was written, so what was written is not in it.`,
    hint: "Read the file again, then decide again.",
  });
}

/** One of our own names holds another file, so nothing was put in place. */
export function notOurs(path: string, name: string): IdentityError {
  return new IdentityError({
    code: "E_FILE",
    message: `Another program exchanged or changed the new file ${name} before it could replace ${path}, so nothing was written.`,
    hint: "Find out which program changes files in that folder, then run the same command again.",
  });
}

/** The decisive call failed, and it could not be seen what it did. */
export function inDoubt(path: string, failure: unknown): IdentityError {
  return new IdentityError({
    code: "E_IN_DOUBT",
    message: `It could not be seen whether the new content replaced ${path}, because its file system fails (${fileError(failure, path).code}): the file holds either its old content or the new content, whole.`,
    hint: "Check the file once its file system answers again, then run the same command again.",
  });
}

/** The other program's change fell into the instant of the replacement; `kept` holds its bytes. */
export function replacedMeanwhile(path: string, kept: string | undefined): IdentityError {
  const change = `Another program changed the file ${path} in the instant in which it was replaced`;
  return new IdentityError({
    code: "E_REPLACED_MEANWHILE",
    message:
      kept === undefined
        ? `${change}, and the other program's file could not be kept.`
        : `${change}; the other program's file is kept as ${kept}.`,
    hint:
      kept === undefined
        ? "Let the other program make its change again."
        : "Compare both files, copy the other program's change over, then remove the kept file, which holds credentials.",
  });
}

/** The file's own mark says that nobody should write to it. */
export function readOnly(path: string): IdentityError {
  return new IdentityError({
    code: "E_READ_ONLY",
    message: `The file ${path} is marked read-only.`,
    hint: "Remove the read-only mark, or name another copy of the file.",
  });
}
