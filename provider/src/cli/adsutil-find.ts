import { locationKey, type Location, type ObservedKey } from "../domain";

/**
 * What adsutil.vbs FIND prints, byte for byte as public copies of it do: lines end with CRLF, a path has no `/LM/` in
 * front, and the machine is named in the path, `localhost`.
 *
 * @param property the property's name as it was asked for: adsutil repeats it
 * @param under where it was looked for; for the machine as a whole, an empty path
 */
export function adsutilFound(property: string, under: Location, found: readonly ObservedKey[]): string {
  if (found.length === 0) {
    return lines(`Property ${property} was not found at any node beneath ${pathOf(under)}`);
  }
  return lines(
    `Property ${property} found at:`,
    ...found.map(({ location }) => `  ${pathOf(location) || "localhost"}`),
  );
}

/** What adsutil.vbs FIND prints where there is no such key: 0x80070003, with its own words for it. */
export function adsutilNotFound(under: Location): string {
  return lines(
    "The path requested could not be found.",
    "ErrNumber: -2147024893 (0x80070003)",
    `Error trying to find data paths for the Object (GetObject Failed): ${pathOf(under)}`,
  );
}

function pathOf(location: Location): string {
  return locationKey(location) === "/LM" ? "" : location.slice("/LM/".length);
}

function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join("");
}
