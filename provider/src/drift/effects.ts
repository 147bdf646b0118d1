import { isIdentityError, mayHold, propertyTable, type Change, type Half, type Location } from "../domain";
import { sameAccount } from "./account";
import { keysBeneath, type EffectivePair, type View } from "./view";

/** A half pair of another account, beneath a change, that would be paired with another value than before. */
export interface StrangersHalf {
  readonly location: Location;
  /** The account that counted there before. */
  readonly account: string;
  /** The metabase's name of the property whose effective value changes there. */
  readonly property: string;
}

/** What a change does to keys that are not declared. Not a byte of theirs is written. */
export interface Effects {
  /** How many keys beneath inherit a half that changes. */
  readonly inheriting: number;
  readonly strangers: readonly StrangersHalf[];
}

/** Computes what a change does beneath its location. `account` is the account that is declared there. */
export function effectsOf(view: View, change: Change, account: string): Effects {
  const { snapshot } = view;
  const after = view.with(change);
  const strangers: StrangersHalf[] = [];
  let inheriting = 0;

  for (const key of keysBeneath(snapshot, change.location)) {
    if (!mayHold(key.keyType, propertyTable[change.kind].userName)) continue;
    const before = effectiveOrUndefined(view, key.location, change);
    const then = effectiveOrUndefined(after, key.location, change);
    if (before === undefined || then === undefined) continue;
    const half = changedHalf(before, then);
    if (half === undefined) continue;
    inheriting += 1;
    const own = view.own(key.location, change.kind);
    const isHalfPair = (own.userName === undefined) !== (own.password === undefined);
    const countedBefore = before.userName?.value ?? "";
    if (isHalfPair && countedBefore !== "" && !sameAccount(countedBefore, account, snapshot.machine)) {
      strangers.push({
        location: key.location,
        account: countedBefore,
        property: propertyTable[change.kind][half].name,
      });
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
function effectiveOrUndefined(view: View, location: Location, { kind }: Change): EffectivePair | undefined {
  try {
    return view.effective(location, kind);
  } catch (error) {
    if (isIdentityError(error) && error.code === "E_AMBIGUOUS") return undefined;
    throw error;
  }
}
