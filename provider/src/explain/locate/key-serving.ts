import { foldCase, once, type Location, type ObservedKey, type Snapshot } from "../../domain";
import type { Site } from "./sites";

/** One name of a location and what lies beneath it. */
interface Branch {
  key: ObservedKey | undefined;
  readonly beneath: Map<string, Branch>;
}

/**
 * The key that serves a path of a site, given by its names: the longest that exists at or beneath its root. A path is
 * followed only as far as there are keys, however long it is.
 */
export function keyServing(snapshot: Snapshot, site: Site, names: readonly string[]): ObservedKey {
  const root = branchAt(treeOf(snapshot), [...namesOf(site.key.location), "ROOT"]);
  if (root?.key === undefined) return site.key;
  return deepest(root, names) ?? root.key;
}

function deepest(top: Branch, names: readonly string[]): ObservedKey | undefined {
  let branch: Branch | undefined = top;
  let found = top.key;
  for (const name of names) {
    branch = branch.beneath.get(foldCase(name));
    if (branch === undefined) break;
    found = branch.key ?? found;
  }
  return found;
}

function branchAt(top: Branch, names: readonly string[]): Branch | undefined {
  let branch: Branch | undefined = top;
  for (const name of names) branch = branch?.beneath.get(foldCase(name));
  return branch;
}

function namesOf(location: Location): readonly string[] {
  return location.split("/").slice(1);
}

const treeOf = once((snapshot: Snapshot): Branch => {
  const top: Branch = { key: undefined, beneath: new Map() };
  for (const { location } of snapshot.keys) {
    let branch = top;
    for (const name of namesOf(location)) {
      const folded = foldCase(name);
      const next = branch.beneath.get(folded) ?? { key: undefined, beneath: new Map<string, Branch>() };
      branch.beneath.set(folded, next);
      branch = next;
    }
    branch.key ??= snapshot.key(location);
  }
  return top;
});

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
