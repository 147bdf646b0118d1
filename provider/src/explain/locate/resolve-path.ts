import { foldCase, type ObservedKey, type Snapshot } from "../../domain";
import { foldersOf } from "./folders-of";
import { keyServing } from "./key-serving";
import { logFolderIn, type NamedPath } from "../question/named-path";
import { isFolder, noKey, noSite } from "./resolve-errors";
import {
  atRoot,
  goesOnAt,
  keyOf,
  locationOf,
  poolNamed,
  siteNamed,
  type ResolvedPlace,
} from "./resolve-place";
import { sitesOf } from "./sites";

/**
 * Finds the key that an administrator's path means. A folder means none, whichever keys show it: only a log's own folder
 * is that of one site.
 *
 * @param suggests whether the keys that show a folder are looked for
 * @throws IdentityError E_UNKNOWN_LOCATION
 */
export function placeAtPath(snapshot: Snapshot, path: NamedPath, suggests: boolean): ResolvedPlace {
  const sites = sitesOf(snapshot);
  switch (path.type) {
    case "ads": {
      const key = keyAtAdsPath(snapshot, path.path);
      return { key, site: sites.around(key), how: [] };
    }
    case "drive":
      return placeOnDrive(snapshot, path.parts);
    case "folder": {
      const logged = sites.logged(logFolderIn(path.path) ?? "");
      if (logged !== undefined) return atRoot(snapshot, logged);
      throw isFolder(snapshot, suggests ? foldersOf(snapshot, path.path) : []);
    }
  }
}

/** The first part is the server's name, unless the metabase has a key of that name: people leave the server out. */
function keyAtAdsPath(snapshot: Snapshot, path: string): ObservedKey {
  const [first = "", ...rest] = path.split(/[\\/]/);
  const isServer = foldCase(first) !== "LM" && keyOf(snapshot, locationOf(first)) === undefined;
  const parts = (isServer ? rest : [first, ...rest]).join("/");
  const location = locationOf(parts === "" || parts === "/" ? "LM" : parts);
  const key = keyOf(snapshot, location);
  if (key !== undefined) return key;
  throw location === undefined ? noSite(snapshot, undefined) : noKey(snapshot, location);
}

/** `Sites\<name>\<path>` and `AppPools\<name>`; a path of a site goes on in folders that have no key. */
function placeOnDrive(snapshot: Snapshot, [top = "", name = "", ...path]: readonly string[]): ResolvedPlace {
  const sites = sitesOf(snapshot);
  const folder = foldCase(top);
  const site = folder === "SITES" ? siteNamed(sites, name) : undefined;
  if (site !== undefined) {
    const key = keyServing(snapshot, site, path);
    return path.length === 0 ? atRoot(snapshot, site) : { key, site, how: [goesOnAt(snapshot, site, key)] };
  }
  const pool = folder === "APPPOOLS" && path.length === 0 ? poolNamed(snapshot, name) : undefined;
  if (pool !== undefined) return { key: pool, site: undefined, how: [] };
  throw noSite(snapshot, undefined);
}
