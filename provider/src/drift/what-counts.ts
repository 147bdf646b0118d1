import { isIdentityError, type Kind, type Location, type StoredPassword } from "../domain";
import type { Effective, View } from "./view";

/** Stands for a half that a key sets, or may set, in a way that can't be told. */
export const unclear: unique symbol = Symbol("unclear");

/** What counts at a key, as far as it can be told: a half that can't be comes from the key where it is unclear. */
export interface Counting {
  readonly userName: Effective<string | typeof unclear> | undefined;
  readonly password: Effective<StoredPassword | typeof unclear> | undefined;
}

/** The same as `view.effective`, half by half, for those who have to go on where one is unclear. */
export function whatCounts(view: View, location: Location, kind: Kind): Counting {
  return {
    userName: orUnclear(() => view.effectiveName(location, kind)),
    password: orUnclear(() => view.effectivePassword(location, kind)),
  };
}

function orUnclear<Value>(
  effective: () => Effective<Value> | undefined,
): Effective<Value | typeof unclear> | undefined {
  try {
    return effective();
  } catch (error) {
    if (!isIdentityError(error) || error.code !== "E_AMBIGUOUS" || error.location === undefined) throw error;
    return { value: unclear, from: error.location };
  }
}
