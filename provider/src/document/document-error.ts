import { IdentityError } from "../domain";
import type { ErrorCode } from "../domain";

const hints = {
  E_EMPTY_FILE: "Copy the metabase again, or name the file that holds it.",
  E_TOO_LARGE: "Check that the path names a metabase, or raise the limit.",
  E_ENCODING:
    "Save the file as UTF-8, or as UTF-16 with a byte order mark, and let its first line name that encoding.",
  E_TRUNCATED: "Copy the file again, whole.",
  E_SYNTAX: "Look at that byte in an editor, or use a copy that IIS can load.",
  E_NOT_A_METABASE:
    "Name a MetaBase.xml: its root is configuration with MBProperty inside; an applicationHost.config has the same root without MBProperty.",
} as const satisfies Partial<Record<ErrorCode, string>>;

/** The codes that reading a file can end with. */
type DocumentErrorCode = keyof typeof hints;

/**
 * An error about the file as a whole.
 *
 * @param offset bytes from the beginning of the file, byte order mark included
 * @param message names the rule; never holds text of the file
 */
export function documentError(
  code: DocumentErrorCode,
  offset: number,
  message: string,
  hint: string = hints[code],
): IdentityError {
  return new IdentityError({ code, offset, message, hint });
}
