import { once, type Location, type Snapshot } from "../domain";

/**
 * The key of a location's service, if the file lacks it: an exported site, pool or directory comes without the keys above
 * it, and what it inherits from there is not known.
 */
function missingAbove(snapshot: Snapshot, location: Location): Location | undefined {
  const service = /^\/LM\/[^/]+/i.exec(location)?.[0] as Location | undefined;
  if (service === undefined || !snapshot.complete) return undefined;
  return snapshot.key(service) === undefined ? service : undefined;
}

/** True for a key of an exported site, pool or directory: what it inherits from its service is not known. */
export function isOfPart(snapshot: Snapshot, location: Location): boolean {
  return missingAbove(snapshot, location) !== undefined;
}

/** What was read, as the subject of a sentence about something that it does not have. */
export function whatWasRead(snapshot: Snapshot): string {
  return missingServices(snapshot).length === 0
    ? "The metabase"
    : "This file, which is only a part of a metabase,";
}

/** The services whose own key is missing while the file has keys beneath it: none if the file is a whole metabase. */
export const missingServices = once((snapshot: Snapshot): readonly Location[] => [
  ...new Set(snapshot.keys.flatMap(({ location }) => missingAbove(snapshot, location) ?? [])),
]);

/** Which locations are known not to exist if a file lacks them: in a part of a metabase, those beneath its own keys. */
export function coverage(snapshot: Snapshot): (location: Location) => boolean {
  if (missingServices(snapshot).length === 0) return () => true;
  // Along the path, as anonymous users are inherited.
  return (location) => (snapshot.key(location) ?? snapshot.keyAbove(location, "anonymous")) !== undefined;
}
