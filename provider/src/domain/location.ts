import { IdentityError } from "./errors";
import { foldCase } from "./fold-case";

declare const locationBrand: unique symbol;

/** A metabase key's path in canonical form, as it was spelled: `/LM/W3SVC/1/ROOT`. Compare with `locationKey`. */
export type Location = string & { readonly [locationBrand]: true };

const canonical = /^\/LM(?:\/[^/\\\p{Cc}]+)*$/u;

/** Stands in the place of a location where what counts is a default of IIS's own schema: there is no key of it. */
export const schemaDefault = "default" as Location;

declare const keyBrand: unique symbol;

/** A location as a map's key: equal for two locations exactly if they name the same metabase key. */
export type LocationKey = string & { readonly [keyBrand]: true };

/**
 * Brings a path as people write it into canonical form: `W3SVC/1/ROOT`, `/LM/W3SVC/1/ROOT/` and `\W3SVC\1\ROOT` are
 * all `/LM/W3SVC/1/ROOT`. Case, blanks, dots and characters beyond ASCII stay as they are.
 *
 * @throws IdentityError E_LOCATION for an empty path, an empty part or a control character
 */
export function parseLocation(path: string): Location {
  if (canonical.test(path)) return path as Location;
  const fail = (message: string): never => {
    throw new IdentityError({
      code: "E_LOCATION",
      message,
      hint: "Write it like W3SVC/1/ROOT or /LM/W3SVC/1/ROOT.",
    });
  };
  if (/\p{Cc}/u.test(path)) fail("A location contains a control character.");
  const slashed = path.replaceAll("\\", "/");
  const parts = slashed.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (parts.includes("")) {
    fail(slashed.replaceAll("/", "") === "" ? "A location is empty." : "A location has an empty part.");
  }
  if (foldCase(parts[0] ?? "") === "LM") parts.shift();
  return ["/LM", ...parts].join("/") as Location;
}

/**
 * A location for reports about a path that is not a location: a credential there may be a copy that nobody should
 * overlook.
 *
 * @param path begins with `/LM/`
 * @returns the path with U+FFFD instead of each part, and each character, that no location can have
 */
export function locationInPlaceOf(path: string): Location {
  if (canonical.test(path)) return path as Location;
  const [, , ...parts] = path.split("/");
  return ["/LM", ...parts.map((part) => part.replace(/[\\\p{Cc}]/gu, "\ufffd") || "\ufffd")].join(
    "/",
  ) as Location;
}

export function locationKey(location: Location): LocationKey {
  return foldCase(location) as LocationKey;
}

/** The key one level up, or `undefined` for `/LM`, above which nothing is inherited by a service's keys. */
export function parentLocation(location: Location): Location | undefined {
  const cut = location.lastIndexOf("/");
  return cut <= 0 ? undefined : (location.slice(0, cut) as Location);
}

/** True if `location` is `ancestor` or is beneath it. */
export function isAtOrBeneath(location: Location, ancestor: Location): boolean {
  return atOrBeneath(ancestor)(location);
}

/** The same for many locations: the ancestor is looked at once. */
export function atOrBeneath(ancestor: Location): (location: Location) => boolean {
  const above = locationKey(ancestor);
  const beneath = `${above}/`;
  return (location) => {
    const key = locationKey(location);
    return key === above || key.startsWith(beneath);
  };
}
