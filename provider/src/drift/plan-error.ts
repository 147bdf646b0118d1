import { IdentityError, propertyTable, type Kind, type Location, type Snapshot } from "../domain";
import { whatWasRead } from "./missing-above";

/** For a location that does not exist: with the nearest that does. */
export function unknownLocation(snapshot: Snapshot, location: Location): IdentityError {
  // Along the path, as anonymous users are inherited.
  const spelled = snapshot.keyAbove(location, "anonymous")?.location;
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    location,
    message: `${whatWasRead(snapshot)} has no such key; keys of directories and files exist only once something was configured there.`,
    hint:
      spelled === undefined
        ? "Check the path against the metabase."
        : `Check the path, or take the nearest key that exists, whose values count there: ${spelled}.`,
  });
}

export function inheritedPassword(location: Location, from: Location): IdentityError {
  return new IdentityError({
    code: "E_PASSWORD_INHERITED",
    location,
    message: `No password may stand here, and one would be inherited from ${from}.`,
    hint: `Remove the password at ${from} first, or declare a password here.`,
  });
}

export function passwordRequired(kind: Kind, location: Location): IdentityError {
  return new IdentityError({
    code: "E_PASSWORD_REQUIRED",
    location,
    message: `${propertyTable[kind].userName.name} differs from what is declared, and a name is never written without its password.`,
    hint: "Declare the password as well, or passwordless: true for a built-in or managed account.",
  });
}

export function notComparable(
  property: string,
  location: Location,
  from: Location,
  reason: string,
): IdentityError {
  const where = from === location ? "" : `, inherited from ${from},`;
  return new IdentityError({
    code: "E_NOT_COMPARABLE",
    location,
    message: `The stored ${property}${where} is ${reason} and can't be compared with the declared password.`,
    hint: "Leave the password out, so that only the name is compared, or set it through IIS itself.",
  });
}
