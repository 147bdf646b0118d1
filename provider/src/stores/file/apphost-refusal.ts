import { classifyPassword, foldCase, IdentityError, type Change } from "../../domain";
import { levelAt, levelRefusal } from "../level-refusal";
import type { AppHostFile } from "./file-document";

/** What is known of a file beside what it holds. */
interface Circumstances {
  readonly path: string;
  /** Why it must be treated as that of a running IIS. */
  readonly live: string | undefined;
  readonly iisStopped?: boolean | undefined;
  readonly allowPlainText?: boolean | undefined;
}

/** Why a change of an applicationHost.config is not written; `undefined` where it may be. */
export function appHostRefusal(
  content: AppHostFile,
  change: Change,
  { path, live, iisStopped, allowPlainText }: Circumstances,
): IdentityError | undefined {
  const { location, kind } = change;
  const redirected = content.beside?.warnings?.[0];
  if (redirected !== undefined) {
    return new IdentityError({
      code: "E_REDIRECTED",
      location,
      message: `${path} may not be what IIS reads: ${redirected}.`,
      hint: "Name the file that IIS reads, or turn the redirection off on a copy.",
    });
  }
  if (iisStopped !== true && live !== undefined) {
    return new IdentityError({
      code: "E_LIVE_METABASE",
      location,
      message: `${path} looks like the configuration of a running IIS (${live}), whose tools encrypt what they write to it.`,
      hint: "Work on a copy in a folder of its own, or, for an image or a stopped server, set iisStopped: true.",
    });
  }
  const refused = levelRefusal(content.document, change);
  if (refused !== undefined) return refused;
  const { password } = change;
  if (password === undefined || "remove" in password) return undefined;
  const stored = levelAt(content.document, location)?.[kind]?.password?.text;
  if (stored !== undefined && isSealed(stored)) {
    return new IdentityError({
      code: "E_SEALS_OTHERS",
      location,
      message: "The password is stored encrypted there, and is never replaced by plain text.",
      hint: "Set it through IIS itself, or declare no password, so that only the name is compared.",
    });
  }
  if (allowPlainText === true) return undefined;
  return new IdentityError({
    code: "E_PLAIN_TEXT",
    location,
    message:
      "A file can take a password in plain text only: the keys that IIS encrypts with are the server's.",
    hint: "Set allowPlainText: true if whoever may read the file may know the password, or set it through IIS itself.",
  });
}

function isSealed(text: string): boolean {
  return foldCase(text).startsWith("[ENC:") || classifyPassword(text).state === "opaque";
}
