import { locationInPlaceOf, parseLocation, type ObservedKey, type Snapshot } from "../../domain";
import type { Site } from "./sites";

/** The key that serves a path of a site, given by its names: the longest that exists at or beneath its root. */
export function keyServing(snapshot: Snapshot, site: Site, names: readonly string[]): ObservedKey {
  const root = snapshot.key(parseLocation(`${site.key.location}/ROOT`));
  if (root === undefined) return site.key;
  const location = locationInPlaceOf([root.location, ...names].join("/"));
  return snapshot.key(location) ?? snapshot.keyAbove(location, "anonymous") ?? root;
}

/** The names of a path, decoded, with dots resolved as the server does it. */
export function pathParts(path: string): readonly string[] {
  const names: string[] = [];
  for (const name of decoded(path.replace(/[?#].*$/s, ""))
    .replaceAll("\\", "/")
    .split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else names.push(name);
  }
  return names;
}

/** A path as it may be repeated: without what can hold a secret. */
export function cleanPath(path: string): string {
  const clean = pathParts(path.replace(/[;?#].*$/s, ""))
    .join("/")
    .replace(/[;?#].*$/s, "");
  return `/${clean}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not UTF-8: the other way that browsers of that time wrote it.
    return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}
