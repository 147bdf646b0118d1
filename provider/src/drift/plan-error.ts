import {
  halfName,
  IdentityError,
  placeAt,
  placeName,
  propertyTable,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../domain";
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

/** Of an applicationHost.config: where each kind can be declared. */
const places: Readonly<Record<Kind, string>> = {
  anonymous: "a site, an application, a virtual directory, a folder or the server",
  wam: "an application pool, or the server, whose applicationPoolDefaults are meant then",
  unc: "a virtual directory, or the server, a site or an application (with /*), whose virtualDirectoryDefaults are meant then",
};

/** For a key that can't hold a half of the kind. */
export function kindNotHeld(key: ObservedKey, kind: Kind, half: Half): IdentityError {
  if (key.elements !== undefined) {
    return new IdentityError({
      code: "E_KEY_TYPE",
      location: key.location,
      message: `${placeName(key)} has no ${halfName(key, kind, half)}.`,
      hint: `Declare it at ${places[kind]}.`,
    });
  }
  const property = propertyTable[kind][half];
  return new IdentityError({
    code: "E_KEY_TYPE",
    location: key.location,
    message: `A key of type ${key.keyType} may not hold ${property.name}.`,
    hint: `Declare it at a key of one of these types: ${property.keyTypes.join(", ")}.`,
  });
}

/** For a pool's identity that is declared where an empty user name means something else. */
export function noPoolIdentity({ location }: ObservedKey): IdentityError {
  return new IdentityError({
    code: "E_KEY_TYPE",
    location,
    message: "The pool's identity can be declared for the anonymous user of IIS 7 and later alone.",
    hint: "Declare a user name instead of poolIdentity.",
  });
}

/** For a type that is declared in a metabase. */
export function noIdentityType({ location }: ObservedKey): IdentityError {
  return new IdentityError({
    code: "E_KEY_TYPE",
    location,
    message:
      "identityType can be declared for an application pool of IIS 7 and later alone; AppPoolIdentityType is not written.",
    hint: "Leave identityType out, and set AppPoolIdentityType with adsutil or IIS Manager.",
  });
}

export function inheritedPassword(snapshot: Snapshot, location: Location, from: Location): IdentityError {
  const place = placeAt(snapshot, from);
  return new IdentityError({
    code: "E_PASSWORD_INHERITED",
    location,
    message: `No password may be stored here, and one would be inherited from ${place}.`,
    hint: `Remove the password at ${place} first, or declare a password here.`,
  });
}

export function passwordRequired(key: ObservedKey, kind: Kind): IdentityError {
  return new IdentityError({
    code: "E_PASSWORD_REQUIRED",
    location: key.location,
    message: `${halfName(key, kind, "userName")} differs from what is declared, and a name is never written without its password.`,
    hint: "Declare the password as well, or passwordless: true for a built-in or managed account.",
  });
}

export function notComparable(
  snapshot: Snapshot,
  location: Location,
  property: string,
  from: Location,
  reason: string,
): IdentityError {
  const where = from === location ? "" : `, inherited from ${placeAt(snapshot, from)},`;
  return new IdentityError({
    code: "E_NOT_COMPARABLE",
    location,
    message: `The stored ${property}${where} is ${reason} and can't be compared with the declared password.`,
    hint: "Leave the password out, so that only the name is compared, or set it through IIS itself.",
  });
}
