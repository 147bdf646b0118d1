import { isIdentityError, parseLocation, type Location, type ObservedKey, type Snapshot } from "../../domain";
import { parseBareAddress, type Address, type BareAddress } from "../question/address";
import { portOfHost, sitesBound } from "./bound-sites";
import { keyServing, pathParts, cleanPath } from "./key-serving";
import { noKey, noSite, notBound, severalSites, shownAtMost } from "./resolve-errors";
import { describeSite, sitesOf, type Site, type Sites } from "./sites";

/** The key that a question means. */
export interface ResolvedPlace {
  readonly key: ObservedKey;
  readonly site: Site | undefined;
  /** How the question led there, a sentence each; nothing where it named the key itself. */
  readonly how: readonly string[];
}

/**
 * Finds the key that a word means, in this order: an existing key, a site's name, its id, a pool, the folder of a site's log
 * (`W3SVC1`), an address without a scheme.
 *
 * @returns `undefined` where it is none of these
 * @throws IdentityError E_UNKNOWN_LOCATION where several sites have the name, or no site is bound to what can only be an
 *   address
 */
export function placeNamed(snapshot: Snapshot, text: string): ResolvedPlace | undefined {
  const sites = sitesOf(snapshot);
  // No path goes on behind these, but a folder's name may hold a #.
  const key = keyOf(snapshot, locationOf(text)) ?? keyOf(snapshot, locationBefore(text));
  if (key !== undefined) return { key, site: sites.around(key), how: [] };
  const site = siteNamed(sites, text);
  if (site !== undefined) return atRoot(snapshot, site);
  const pool = poolNamed(snapshot, text.trim());
  if (pool !== undefined) return { key: pool, site: undefined, how: [] };
  const logged = sites.logged(text.trim());
  if (logged !== undefined) return atRoot(snapshot, logged);
  const address = addressMeant(sites, parseBareAddress(text));
  return address === undefined ? undefined : placeAddressed(snapshot, address);
}

/** Why a word means nothing; with the names that come near to it, if it `suggests` any. */
export function nothingNamed(snapshot: Snapshot, text: string, suggests: boolean): Error {
  const location = /[/\\]/.test(text) ? locationBefore(text) : undefined;
  const isOtherName = /^[^\s/\\]+(?:\.[^\s/\\]+(?:\/.*)?|\\[^/\\]+)$/s.test(text);
  return location === undefined || isOtherName
    ? noSite(snapshot, suggests ? text : undefined)
    : noKey(snapshot, location);
}

/** Finds the key that serves an address. @throws IdentityError E_UNKNOWN_LOCATION, as above */
export function placeAddressed(snapshot: Snapshot, address: Address): ResolvedPlace {
  return placeBound(snapshot, address, [address.path]);
}

/** As {@link placeAddressed}, for a path that may be spelled in several ways; the first is shown. */
export function placeBound(snapshot: Snapshot, address: Address, paths: readonly string[]): ResolvedPlace {
  const sites = sitesOf(snapshot);
  const bound = sitesBound(sites, address);
  const [site] = bound.sites;
  if (site === undefined) throw notBound(snapshot, address.port);
  if (bound.count > 1) throw severalSites("are bound to that address", bound.sites, bound.count);
  const condition = address.hostIsKnown
    ? "If the host name has an IP address of its own, it is"
    : "The log does not say which host was asked for (cs-host): it may be";
  const others = bound.perhaps.slice(0, shownAtMost).map(describeSite).join(" or ");
  const more = bound.perhaps.length > shownAtMost ? " or another" : "";
  const perhaps = others === "" ? [] : [`${condition} ${others}${more} instead.`];
  return atPath(snapshot, site, paths, perhaps);
}

/** What visitors of a site reach. */
export function atRoot(snapshot: Snapshot, site: Site): ResolvedPlace {
  const key = keyServing(snapshot, site, []);
  return { key, site, how: [`The site ${describeSite(site)}: its visitors reach ${key.location}.`] };
}

/** The longest key that serves a path of a site, in whichever of its spellings. */
export function atPath(
  snapshot: Snapshot,
  site: Site,
  paths: readonly string[],
  notes: readonly string[],
): ResolvedPlace {
  const found = paths.map((path) => keyServing(snapshot, site, pathParts(path)));
  const key = found.reduce((best, one) => (one.location.length > best.location.length ? one : best));
  const [path = "/"] = paths;
  return {
    key,
    site,
    how: [
      `The site ${describeSite(site)}; ${cleanPath(path)} is served by ${key.location}, the longest key that exists.`,
      ...notes,
    ],
  };
}

/** The site of that name or id. @throws IdentityError E_UNKNOWN_LOCATION where several have it */
export function siteNamed(sites: Sites, text: string): Site | undefined {
  const named = sites.named(text);
  if (named.length > 1) throw severalSites("have that name", named);
  return named[0];
}

/** @returns `undefined` for what can be no pool's name, or is none's */
export function poolNamed(snapshot: Snapshot, name: string): ObservedKey | undefined {
  return /[/\\]/.test(name) ? undefined : keyOf(snapshot, locationOf(`W3SVC/AppPools/${name}`));
}

/** @returns `undefined` for what is no location */
export function locationOf(text: string): Location | undefined {
  try {
    return parseLocation(text);
  } catch (error) {
    if (isIdentityError(error)) return undefined;
    throw error;
  }
}

export function keyOf(snapshot: Snapshot, location: Location | undefined): ObservedKey | undefined {
  return location === undefined ? undefined : snapshot.key(location);
}

/** A name alone, or with a path, is an address only where a site is bound to it: files and pools are named so, too. */
function addressMeant(sites: Sites, bare: BareAddress | undefined): Address | undefined {
  if (bare === undefined) return undefined;
  const { isSure, ...address } = bare;
  if (bare.port !== undefined) return { ...address, port: bare.port };
  const port = portOfHost(sites, bare.host ?? bare.ip ?? "");
  if (port === undefined && !isSure) return undefined;
  return port === undefined || port === 80
    ? { ...address, port: 80 }
    : { ...address, scheme: undefined, port };
}

function locationBefore(text: string): Location | undefined {
  return locationOf(text.replace(/[?#].*$/s, ""));
}
