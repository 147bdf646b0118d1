import { IdentityError, type Location } from "../domain";
import { listed } from "./describe";
import type { Effects } from "./effects";

/** E_EFFECTS if half pairs of other accounts would change and that was not accepted; otherwise `undefined`. */
export function effectsRefusal(
  { othersHalves }: Effects,
  accepted: boolean,
  location: Location | undefined,
): IdentityError | undefined {
  if (othersHalves.length === 0 || accepted) return undefined;
  const places = listed(othersHalves.map((half) => half.location));
  if (othersHalves.every(({ half }) => half === "identityType")) {
    return new IdentityError({
      code: "E_EFFECTS",
      location,
      message: `The change would decide whether pools use the accounts that they store themselves, at ${places}.`,
      hint: "Give those pools an identityType of their own first, or set acceptEffects: true.",
    });
  }
  return new IdentityError({
    code: "E_EFFECTS",
    location,
    message: `The change would pair half credentials of other accounts with new values, at ${places}.`,
    hint: "Give those keys whole credentials first, or set acceptEffects: true.",
  });
}
