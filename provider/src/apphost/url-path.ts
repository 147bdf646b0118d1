import { locationInPlaceOf, type Location } from "../domain";

/** The parts of a path, and whether it is spelled as IIS spells one: no empty parts, no dots, no backslashes. */
interface UrlPath {
  readonly parts: readonly string[];
  readonly isPlain: boolean;
}

const root: UrlPath = { parts: [], isPlain: true };

/** Of an application or a virtual directory: `/`, `/app`, `/app/dir`. */
export function absolutePath(text: string): UrlPath {
  if (text === "/") return root;
  const [before, ...parts] = text.split("/");
  return pathOf(parts, before === "");
}

/** The path after a site's name in a location tag: nothing, or `/app/dir`. */
export function pathBehindSite(parts: readonly string[]): UrlPath {
  return pathOf(parts, true);
}

function pathOf(parts: readonly string[], beginsRight: boolean): UrlPath {
  return {
    parts: parts.filter((part) => part !== "" && part !== "."),
    isPlain: beginsRight && parts.every((part) => !/^(?:\.{0,2}|\*)$|[\\\p{Cc}]/u.test(part)),
  };
}

/** A location of the tree beneath `/LM/W3SVC`; U+FFFD replaces what no location may contain. */
export function locationOf(...parts: readonly string[]): Location {
  return locationBeneath("/LM/W3SVC" as Location, parts);
}

/** The same beneath a location; that itself where there are no parts. */
export function locationBeneath(location: Location, parts: readonly string[]): Location {
  if (parts.length === 0) return location;
  const path = parts.some((part) => part.includes("/"))
    ? parts.map((part) => part.replaceAll("/", "\ufffd")).join("/")
    : parts.join("/");
  return locationInPlaceOf(`${location}/${path}`);
}
