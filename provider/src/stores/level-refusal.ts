import { changesWhatIsKept, locate, locksAbove, type AppHostContent, type Level } from "../apphost";
import { IdentityError, type Change, type Location } from "../domain";

/** What a configuration holds at a location, which may be spelled in any case. */
export function levelAt(content: AppHostContent, location: Location): Level | undefined {
  return locate(content).find(location);
}

/**
 * Why a change is not written where a level above locks what it sets, or where applications beneath would get what nobody
 * knows; `undefined` where neither is so.
 */
export function levelRefusal(content: AppHostContent, change: Change): IdentityError | undefined {
  if (change.kind !== "anonymous") return undefined;
  const level = levelAt(content, change.location);
  if (level === undefined) return undefined;
  const locked = locksAbove(level);
  const half = (["userName", "password"] as const).find((each) => {
    const asked = change[each];
    return asked !== undefined && "set" in asked && locked.includes(each);
  });
  if (half !== undefined) return sectionLocked(change.location, `${half} of anonymousAuthentication`);
  return changesWhatIsKept(content, level, change) ? keptFromApplications(change.location) : undefined;
}

function keptFromApplications(location: Location): IdentityError {
  return new IdentityError({
    code: "E_AMBIGUOUS",
    location,
    message:
      'Its location tag has, or may have, inheritInChildApplications="false": what applications beneath would get instead is not known.',
    hint: "Move anonymousAuthentication to a location tag of its own, with the same path, then preview again.",
  });
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
