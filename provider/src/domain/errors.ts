import type { Location } from "./location";
import { printable, printableLines } from "./printable";

/** Every code that an error of this package can carry. docs/errors.md lists each with its cause and its way out. */
export const errorCodes = [
  // What was declared
  "E_INPUT",
  "E_LOCATION",
  "E_UNKNOWN_LOCATION",
  "E_KEY_TYPE",
  "E_AMBIGUOUS",
  "E_EMPTY_PASSWORD",
  "E_STORED_FORM",
  "E_PASSWORD_REQUIRED",
  "E_PASSWORD_INHERITED",
  "E_NOT_COMPARABLE",
  "E_CONFLICT",
  "E_EFFECTS",
  "E_NOTHING_TO_INHERIT",
  "E_NO_COPY",
  "E_COMPLUS",
  // The metabase document
  "E_EMPTY_FILE",
  "E_TOO_LARGE",
  "E_ENCODING",
  "E_TRUNCATED",
  "E_SYNTAX",
  "E_NOT_A_METABASE",
  "E_XML_CHARACTER",
  "E_VERIFY",
  // Stores and files
  "E_LIVE_METABASE",
  "E_SEALS_OTHERS",
  "E_PLAIN_TEXT",
  "E_SECTION_LOCKED",
  "E_REDIRECTED",
  "E_CHANGED_MEANWHILE",
  "E_REPLACED_MEANWHILE",
  "E_FILE_NOT_FOUND",
  "E_FILE_ACCESS",
  "E_READ_ONLY",
  "E_DISK_FULL",
  "E_LOCKED",
  "E_BACKUP",
  "E_ACCESS_CONTROL",
  "E_FILE",
  // A running IIS, through the Windows Script Host
  "E_SCRIPT_HOST",
  "E_UNREACHABLE",
  "E_ACCESS_DENIED",
  "E_NO_PROVIDER",
  "E_BUSY",
  "E_ADSI",
  "E_CONFIGURATION",
  "E_TIMEOUT",
  "E_PROTOCOL",
  "E_IN_DOUBT",
  "E_USE_IIS7",
  // The commands
  "E_STACK",
  "E_UNEXPECTED",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface ErrorDetails {
  readonly code: ErrorCode;
  /** One sentence that names the rule. Never a value that could be a secret, not even an excerpt of a file. */
  readonly message: string;
  /** One imperative sentence: what to do next. */
  readonly hint: string;
  readonly location?: Location | undefined;
  /** Bytes from the beginning of the file, byte order mark included. */
  readonly offset?: number | undefined;
}

// A symbol from the global registry, because two copies of the package may be loaded side by side.
const brand: unique symbol = Symbol.for("pulumi-iis-identity.IdentityError") as never;

/**
 * The only error that this package throws on purpose. Its text is `CODE [location]: message. Hint.` Names in it are
 * escaped so that they are safe to print.
 */
export class IdentityError extends Error {
  readonly [brand] = true;
  readonly code: ErrorCode;
  /** The sentence that names the rule, without code, place and hint. */
  readonly rule: string;
  readonly hint: string;
  readonly location: Location | undefined;
  readonly offset: number | undefined;

  constructor(details: ErrorDetails) {
    const where = [
      details.location === undefined ? "" : ` ${printable(details.location)}`,
      details.offset === undefined ? "" : ` at byte ${String(details.offset)}`,
    ].join("");
    const [message, hint] = [printableLines(details.message), printableLines(details.hint)];
    super(`${details.code}${where}: ${message} ${hint}`);
    this.name = "IdentityError";
    this.code = details.code;
    this.rule = message;
    this.hint = hint;
    this.location = details.location;
    this.offset = details.offset;
  }
}

export function isIdentityError(error: unknown): error is IdentityError {
  return typeof error === "object" && error !== null && brand in error;
}
