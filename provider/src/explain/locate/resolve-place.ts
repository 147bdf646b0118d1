import {
  foldCase,
  isIdentityError,
  parseLocation,
  resolveLocation,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { parseBareAddress, type Address, type BareAddress } from "../question/address";
import { portOfHost, sitesBound } from "./bound-sites";
import { keyServing, pathParts, cleanPath } from "./key-serving";
import { noKey, noSite, notBound, severalSites, shownAtMost } from "./resolve-errors";
import { wordsOf } from "../words/words";
import { describeSite, sitesOf, type Site, type Sites } from "./sites";

/** The key that a question means. */
export interface ResolvedPlace {
  readonly key: ObservedKey;
  readonly site: Site | undefined;
  /** How the question led there, a sentence each; nothing where it named the key itself. */
  readonly how: readonly string[];
}

/**
 * Finds the key that a word means, in this order: an existing key, or what is known by that name, a site's name, its id, a
 * pool, the folder of a site's log (`W3SVC1`), an address without a scheme.
 *
 * @returns `undefined` where it is none of these
 * @throws IdentityError E_UNKNOWN_LOCATION where several sites have the name, or no site is bound to what can only be an
 *   address; E_LOCATION where a name can mean two places
 */
export function placeNamed(snapshot: Snapshot, text: string): ResolvedPlace | undefined {
  const sites = sitesOf(snapshot);
  // No path goes on behind these, but a folder's name may hold a #.
  const place = placeLocated(snapshot, text) ?? placeLocated(snapshot, withoutQuery(text));
  if (place !== undefined) return place;
  const site = siteNamed(sites, text);
  if (site !== undefined) return atRoot(snapshot, site);
  const pool = poolNamed(snapshot, text.trim());
  if (pool !== undefined) return { key: pool, site: undefined, how: [] };
  const logged = sites.logged(text.trim());
  if (logged !== undefined) return atRoot(snapshot, logged);
  const address = addressMeant(sites, parseBareAddress(text));
  return address === undefined ? undefined : placeAddressed(snapshot, address);
}

/** At an existing key; where places have names, also in folders of a site that no element is about. */
function placeLocated(snapshot: Snapshot, text: string): ResolvedPlace | undefined {
  const sites = sitesOf(snapshot);
  const location = meantBy(snapshot, text);
  if (location === undefined) return undefined;
  const site = sites.around({ location });
  const key = snapshot.key(location);
  if (snapshot.locate === undefined || site === undefined)
    return key === undefined ? undefined : { key, site, how: [] };
  const twin = sites.numbered(text.trim());
  if (twin !== undefined && twin !== site) throw severalSites("have that name or id", [site, twin]);
  // Of a site people mean what its visitors reach.
  if (key === site.key) return atRoot(snapshot, site);
  if (key !== undefined) return { key, site, how: [] };
  const [, , , , root = "", ...path] = location.split("/");
  if (foldCase(root) !== "ROOT") return undefined;
  const serving = keyServing(snapshot, site, path);
  return { key: serving, site, how: [goesOnAt(snapshot, site, serving)] };
}

/** The location that a text is, or that is known by it. @throws IdentityError E_LOCATION where it can mean two */
function meantBy(snapshot: Snapshot, text: string): Location | undefined {
  return locationOf(text) === undefined ? undefined : resolveLocation(snapshot, text);
}

/** Of a path that no key is about: which one counts there. What was typed is not repeated. */
export function goesOnAt(snapshot: Snapshot, site: Site, { location }: ObservedKey): string {
  const { place, nameOf } = wordsOf(snapshot);
  return `The site ${describeSite(site)}; the longest ${place} of that path that exists is ${nameOf(snapshot, location)}.`;
}

/** Why a word means nothing; with the names that come near to it, if it `suggests` any. */
export function nothingNamed(snapshot: Snapshot, text: string, suggests: boolean): Error {
  const mayBeKey = snapshot.locate === undefined ? /[/\\]/ : /^[/\\]?(?:LM[/\\])?W3SVC[/\\]/i;
  const location = mayBeKey.test(text) ? locationOf(withoutQuery(text)) : undefined;
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
  const { nameOf } = wordsOf(snapshot);
  return {
    key,
    site,
    how: [`The site ${describeSite(site)}: its visitors reach ${nameOf(snapshot, key.location)}.`],
  };
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
      `The site ${describeSite(site)}; ${wordsOf(snapshot).served(snapshot, key, cleanPath(path))}`,
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

function withoutQuery(text: string): string {
  return text.replace(/[?#].*$/s, "");
}
