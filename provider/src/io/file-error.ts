import { IdentityError, isIdentityError } from "../domain";
import type { ErrorCode } from "../domain";

interface Meaning {
  readonly code: ErrorCode;
  readonly rule: string;
  readonly hint: string;
}

const notFound: Meaning = {
  code: "E_FILE_NOT_FOUND",
  rule: "does not exist, or a folder on the way to it does not",
  hint: "Correct the path, or create the missing folder.",
};
const noAccess: Meaning = {
  code: "E_FILE_ACCESS",
  rule: "can't be used by this account in this way, or another program holds it",
  hint: "Give this account the right to read and write the file and its folder, or close the other program.",
};
const full: Meaning = {
  code: "E_DISK_FULL",
  rule: "could not be written, because its disk or its quota is full",
  hint: "Free some space, then run the same command again.",
};

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["ENOENT", notFound],
  ["ENOTDIR", notFound],
  ["EACCES", noAccess],
  ["EPERM", noAccess],
  ["EBUSY", noAccess],
  [
    "EROFS",
    {
      code: "E_READ_ONLY",
      rule: "is on a file system that is mounted read-only",
      hint: "Make the file system writable, or name another copy of the file.",
    },
  ],
  ["ENOSPC", full],
  ["EDQUOT", full],
  [
    "EISDIR",
    { code: "E_FILE", rule: "is a folder and not a file", hint: "Name the file itself, not its folder." },
  ],
  [
    "ELOOP",
    {
      code: "E_FILE",
      rule: "is a symbolic link that leads back to itself",
      hint: "Correct the symbolic link.",
    },
  ],
]);

/** The system's name of a failure, for example `ENOENT`; `undefined` where the error carries none. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^[A-Z][A-Z0-9_]*$/.test(error.code) ? error.code : undefined;
}

/**
 * The coded error for a failed call of the file system. It names the path and the rule; the system's own message is
 * dropped. An IdentityError is returned as it is.
 */
export function fileError(error: unknown, path: string): IdentityError {
  if (isIdentityError(error)) return error;
  const errno = errnoOf(error);
  const meaning = (errno === undefined ? undefined : meanings.get(errno)) ?? {
    code: "E_FILE",
    rule: errno === undefined ? "could not be used" : `could not be used: the system answered ${errno}`,
    hint: "Check the disk and the file system, then run the same command again.",
  };
  return new IdentityError({
    code: meaning.code,
    message: `The file ${path} ${meaning.rule}.`,
    hint: meaning.hint,
  });
}

/** The same error, which also says what else went wrong. */
export function alsoSaying(error: IdentityError, sentences: readonly string[]): IdentityError {
  if (sentences.length === 0) return error;
  const { code, rule, hint, location, offset } = error;
  return new IdentityError({ code, location, offset, message: rule, hint: [hint, ...sentences].join(" ") });
}

/** Runs one step on a path and turns its failure into the coded error. @throws IdentityError */
export async function onFile<Result>(path: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw fileError(error, path);
  }
}
