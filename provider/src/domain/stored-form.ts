import { classifyPassword } from "./classify-password";
import { IdentityError } from "./errors";
import type { Location } from "./location";

/**
 * Why a text can't be a password to write: it has the form of a sealed, exported or masked value, which could never be
 * compared again. `undefined` for a text that can be a password.
 */
export function storedFormRefusal(text: string, location: Location | undefined): IdentityError | undefined {
  const state = classifyPassword(text);
  if (state.state !== "opaque") return undefined;
  return new IdentityError({
    code: "E_STORED_FORM",
    location,
    message: `The declared password has the form of a value that is ${state.reason}, as a metabase or a tool shows it.`,
    hint: "Declare the account's own password.",
  });
}
