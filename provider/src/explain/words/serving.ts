import { locationKey, parseLocation, type ObservedKey, type Snapshot } from "../../domain";

/** What serves a place of IIS 7 and later. */
interface Serving {
  /** The application with the longest path that leads there. */
  readonly application: ObservedKey;
  /** Of its virtual directories the one with the longest; `undefined` where it has none, and can't serve. */
  readonly directory: ObservedKey | undefined;
}

/** @returns `undefined` for what no visitor reaches, and for a metabase, where all of this is inherited along the path */
export function servingOf(snapshot: Snapshot, place: ObservedKey): Serving | undefined {
  if (place.elements?.anonymous === undefined) return undefined;
  const directories: ObservedKey[] = [];
  let key: ObservedKey | undefined = place;
  for (; key !== undefined; key = snapshot.keyAbove(key, "AppPoolId")) {
    if (key.elements?.unc === "virtualDirectory") directories.push(key);
    // Applications alone have a pool, and each of them has one, if an empty one.
    if (key.settings?.AppPoolId !== undefined) break;
  }
  if (key === undefined) return undefined;
  // A virtual directory of the application above may have an address within this one, where nobody reaches it.
  const defaults = locationKey(parseLocation(`${key.location}/*`));
  const directory = directories.find((each) => {
    const above = snapshot.keyAbove(each, "unc");
    return above !== undefined && locationKey(above.location) === defaults;
  });
  return { application: key, directory: directory ?? directories.find((each) => each === key) };
}
