import {
  credentialKey,
  isIdentityError,
  mayHold,
  propertyTable,
  type Change,
  type Half,
  type Kind,
  type Location,
} from "../domain";
import { keysBeneath, type EffectivePair, type View } from "./view";

/** A half pair of another account, beneath a change, that would be paired with another value than before. */
export interface StrangersHalf {
  readonly kind: Kind;
  readonly location: Location;
  /** The account that counted there before. */
  readonly account: string;
  /** The metabase's name of the property whose effective value changes there. */
  readonly property: string;
}

/** What changes do to keys that are not declared. Not a byte of theirs is written. */
export interface Effects {
  /** Keys beneath that inherit a half that changes. */
  readonly inheriting: readonly { readonly kind: Kind; readonly location: Location }[];
  readonly strangers: readonly StrangersHalf[];
}

/** Computes what changes do beneath their locations. `isOurs` tells the declared account's names. */
export function effectsOf(
  before: View,
  changes: readonly Change[],
  isOurs: (account: string) => boolean,
): Effects {
  const after = before.with(...changes);
  const seen = new Set(changes.map(credentialKey));
  const strangers: StrangersHalf[] = [];
  const inheriting: { kind: Kind; location: Location }[] = [];

  for (const { kind, location: changed } of changes) {
    for (const { location, keyType } of keysBeneath(before.snapshot, changed)) {
      const credential = credentialKey({ kind, location });
      if (seen.has(credential)) continue;
      seen.add(credential);
      if (!mayHold(keyType, propertyTable[kind].userName)) continue;
      const was = effectiveOrUndefined(before, location, kind);
      const is = effectiveOrUndefined(after, location, kind);
      const half = was === undefined || is === undefined ? undefined : changedHalf(was, is);
      if (half === undefined) continue;
      inheriting.push({ kind, location });
      const own = before.own(location, kind);
      const isHalfPair = (own.userName === undefined) !== (own.password === undefined);
      const account = was?.userName?.value ?? "";
      if (isHalfPair && account !== "" && !isOurs(account)) {
        strangers.push({ kind, location, account, property: propertyTable[kind][half].name });
      }
    }
  }
  return { inheriting, strangers };
}

function changedHalf(before: EffectivePair, after: EffectivePair): Half | undefined {
  if (before.userName?.value !== after.userName?.value) return "userName";
  // Values that a change leaves alone stay the same objects.
  return before.password?.value === after.password?.value ? undefined : "password";
}

/** An ambiguous key is reported where it is declared; beneath somebody else's change it has no known effect. */
function effectiveOrUndefined(view: View, location: Location, kind: Kind): EffectivePair | undefined {
  try {
    return view.effective(location, kind);
  } catch (error) {
    if (isIdentityError(error) && error.code === "E_AMBIGUOUS") return undefined;
    throw error;
  }
}
