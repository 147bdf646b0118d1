import { locate, locksAbove, type AppHostContent } from "../apphost";
import { IdentityError, locationKey, once, type Change, type Location } from "../domain";

/** What decides about each change of one reading, looked up once. */
const lookUp = once((content: AppHostContent) => {
  const { levels } = locate(content);
  return {
    spelled: new Map(levels.map(({ location }) => [locationKey(location), location])),
    locks: locksAbove(levels),
  };
});

/** Why a change is not written where a level above locks what it sets; `undefined` where none does. */
export function lockRefusal(content: AppHostContent, change: Change): IdentityError | undefined {
  if (change.kind !== "anonymous") return undefined;
  const { spelled, locks } = lookUp(content);
  const location = spelled.get(locationKey(change.location));
  const locked = location === undefined ? [] : (locks.get(location) ?? []);
  const half = (["userName", "password"] as const).find((each) => {
    const asked = change[each];
    return asked !== undefined && "set" in asked && locked.includes(each);
  });
  return half === undefined
    ? undefined
    : sectionLocked(change.location, `${half} of anonymousAuthentication`);
}

/** The error for what a level above locks. @param what in words */
export function sectionLocked(location: Location, what: string): IdentityError {
  return new IdentityError({
    code: "E_SECTION_LOCKED",
    location,
    message: `A level above locks ${what}: set here, even to an equal value, it makes IIS answer 500.19.`,
    hint: "Remove the lock above, or declare the credential where it is locked.",
  });
}
