import {
  IdentityError,
  isIdentityError,
  parentLocation,
  parseLocation,
  printable,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import type { LogLine } from "./log-line";
import { parseBareAddress, type Address } from "./question";
import { nearestNames } from "./nearest-names";
import { keyServing, pathParts, siteLogged, sitesBound, sitesNamed, sitesOf, type Site } from "./sites";

/** So many sites are named in one sentence. */
const shownAtMost = 5;

/** The key that a question means. */
export interface ResolvedPlace {
  readonly key: ObservedKey;
  readonly site: Site | undefined;
  /** How the question led there, a sentence each; nothing where it named the key itself. */
  readonly how: readonly string[];
}

/**
 * Finds the key that a location, a site's name or id, a pool's name, or an address without a scheme means, in this order:
 * an existing key, a site's name, its id, a pool, an address.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION with what comes nearest, or with the choices where several sites have the name
 */
export function placeNamed(snapshot: Snapshot, text: string, suggests: boolean): ResolvedPlace {
  // No path goes on behind these, but a folder's name may hold a #.
  const location = locationOf(text.replace(/[?#].*$/s, ""));
  const key = keyOf(snapshot, locationOf(text)) ?? keyOf(snapshot, location);
  const sites = sitesOf(snapshot);
  if (key !== undefined) return { key, site: siteAround(sites, key), how: [] };
  const named = sitesNamed(sites, text);
  const [only] = named;
  if (only !== undefined) {
    if (named.length > 1) throw severalSites("have that name", named);
    return ofSite(snapshot, only);
  }
  const pool = poolNamed(snapshot, text);
  if (pool !== undefined) return { key: pool, site: undefined, how: [] };
  const address = parseBareAddress(text);
  if (address !== undefined) return placeAddressed(snapshot, address);
  if (location !== undefined && /[/\\]/.test(text)) throw noKey(snapshot, location);
  throw noSite(sites, suggests ? text : undefined);
}

/** Finds the key that serves an address. @throws IdentityError E_UNKNOWN_LOCATION, as above */
export function placeAddressed(snapshot: Snapshot, address: Address): ResolvedPlace {
  return placeBound(snapshot, address, [address.path]);
}

function placeBound(snapshot: Snapshot, address: Address, paths: readonly string[]): ResolvedPlace {
  const sites = sitesOf(snapshot);
  const bound = sitesBound(sites, address);
  const [site] = bound.sites;
  if (site === undefined) throw notBound(sites, address);
  if (bound.sites.length > 1) throw severalSites("are bound to that address", bound.sites);
  const condition = address.hostIsKnown
    ? "If the host's name stands for an address of its own, it is"
    : "The log does not tell which host was asked for (cs-host): it may be";
  const others = bound.perhaps.slice(0, shownAtMost).map(describeSite).join(" or ");
  const more = bound.perhaps.length > shownAtMost ? " or another" : "";
  const perhaps = others === "" ? [] : [`${condition} ${others}${more} instead.`];
  return atPath(snapshot, site, paths, perhaps);
}

/**
 * Finds the key that a log line is about.
 *
 * @returns `undefined` where the line names neither site nor address
 * @throws IdentityError E_UNKNOWN_LOCATION, as above
 */
export function placeLogged(snapshot: Snapshot, line: LogLine): ResolvedPlace | undefined {
  const { siteName, stem = "/", host, address, port } = line;
  // A log has blanks as plus signs.
  const paths = [stem, stem.replaceAll("+", " ")];
  if (siteName !== undefined) {
    const sites = sitesOf(snapshot);
    const site = siteLogged(sites, siteName);
    if (site === undefined) throw noSite(sites, undefined);
    return atPath(snapshot, site, paths, []);
  }
  if (port === undefined || (host === undefined && address === undefined)) return undefined;
  const logged: Address = {
    scheme: undefined,
    host: host?.replace(/:\d+$/, ""),
    hostIsKnown: host !== undefined,
    ip: address,
    port,
    path: stem,
  };
  return placeBound(snapshot, logged, paths);
}

/** A site as people know it: `W3SVC/1 "Shop"`. */
export function describeSite({ key, comment }: Site): string {
  const path = key.location.slice("/LM/".length);
  return comment === undefined ? path : `${path} "${printable(comment)}"`;
}

/** A path as it may be repeated: without what can hold a secret. */
export function describePath(path: string): string {
  const clean = pathParts(path.replace(/[;?#].*$/s, ""))
    .join("/")
    .replace(/[;?#].*$/s, "");
  return printable(`/${clean}`);
}

function ofSite(snapshot: Snapshot, site: Site): ResolvedPlace {
  const key = keyServing(snapshot, site, "/");
  return { key, site, how: [`The site ${describeSite(site)}; what visitors reach is ${key.location}.`] };
}

function atPath(
  snapshot: Snapshot,
  site: Site,
  paths: readonly string[],
  notes: readonly string[],
): ResolvedPlace {
  const found = paths.map((path) => keyServing(snapshot, site, path));
  const key = found.reduce((best, one) => (one.location.length > best.location.length ? one : best));
  const [path = "/"] = paths;
  return {
    key,
    site,
    how: [
      `The site ${describeSite(site)}; ${describePath(path)} is served by ${key.location}, the longest key that exists.`,
      ...notes,
    ],
  };
}

function siteAround(sites: readonly Site[], key: ObservedKey): Site | undefined {
  const [, top] = /^(\/LM\/[^/]+\/\d+)(?:\/|$)/i.exec(key.location) ?? [];
  return sites.find((site) => site.key.location.toUpperCase() === top?.toUpperCase());
}

function locationOf(text: string): Location | undefined {
  try {
    return parseLocation(text);
  } catch (error) {
    if (isIdentityError(error)) return undefined;
    throw error;
  }
}

function poolNamed(snapshot: Snapshot, name: string): ObservedKey | undefined {
  return /[/\\]/.test(name) ? undefined : keyOf(snapshot, locationOf(`W3SVC/AppPools/${name.trim()}`));
}

function keyOf(snapshot: Snapshot, location: Location | undefined): ObservedKey | undefined {
  return location === undefined ? undefined : snapshot.key(location);
}

/** Never repeats what was typed: it may be anything that holds a slash, such as a line of a log with a password in it. */
function noKey(snapshot: Snapshot, location: Location): IdentityError {
  let nearest = parentLocation(location);
  while (nearest !== undefined && snapshot.key(nearest) === undefined) nearest = parentLocation(nearest);
  const spelled = nearest === undefined ? undefined : snapshot.key(nearest)?.location;
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    message:
      "The metabase has no such key; keys of directories and files exist only once something was configured there.",
    hint:
      spelled === undefined
        ? "Check the path against the metabase."
        : `Ask for the nearest key that exists, whose values count there: ${spelled}.`,
  });
}

function noSite(sites: readonly Site[], text: string | undefined): IdentityError {
  const near = text === undefined ? [] : nearestNames(sites, text);
  const listed = (near.length > 0 ? near : sites).slice(0, shownAtMost).map(describeSite).join(", ");
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    message:
      "The metabase has neither a site of that name or id nor an application pool of that name nor such a key.",
    hint:
      sites.length === 0
        ? "Name a location; this metabase has no sites."
        : `Name one of its sites${near.length > 0 ? ", such as" : ":"} ${listed}${near.length === 0 && sites.length > shownAtMost ? ", …" : ""}.`,
  });
}

function notBound(sites: readonly Site[], { port }: Address): IdentityError {
  const samePort = sites.filter(({ bindings, secureBindings }) =>
    [...bindings, ...secureBindings].some((binding) => binding.port === port),
  );
  const listed = samePort.slice(0, shownAtMost).map(describeSite).join(", ");
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    message: "No site is bound to that address.",
    hint:
      samePort.length === 0
        ? `Check the port: no site is bound to ${String(port)} in that way.`
        : `Check the host's name; on port ${String(port)} there ${samePort.length === 1 ? "is" : "are"} ${listed}${samePort.length > shownAtMost ? ", …" : ""}.`,
  });
}

function severalSites(why: string, sites: readonly Site[]): IdentityError {
  return new IdentityError({
    code: "E_UNKNOWN_LOCATION",
    message: `${String(sites.length)} sites ${why}: ${sites.map(describeSite).join(", ")}.`,
    hint: "Ask for one of them by its key, or by its id.",
  });
}
