import { isIPv6 } from "node:net";
import { foldCase, parseLocation, type Location, type ObservedKey, type Snapshot } from "../../domain";
import type { Address } from "./question";

/** One binding of a site: `IP:port:host`, of which IP and host may be empty: all. Both as {@link comparable} has them. */
export interface Binding {
  readonly ip: string;
  readonly port: number;
  readonly host: string;
}

/** A web or FTP site, or one of another service: `/LM/<service>/<id>`. Templates are none. */
export interface Site {
  readonly key: ObservedKey;
  readonly service: string;
  readonly id: string;
  /** Its name for people (ServerComment); not unique. */
  readonly comment: string | undefined;
  readonly bindings: readonly Binding[];
  readonly secureBindings: readonly Binding[];
}

const known = new WeakMap<Snapshot, readonly Site[]>();

/** Every site in the metabase's order; looked for once, however many lines of a log ask. */
export function sitesOf(snapshot: Snapshot): readonly Site[] {
  const sites = known.get(snapshot) ?? sitesAmong(snapshot.keys);
  known.set(snapshot, sites);
  return sites;
}

function sitesAmong(keys: readonly ObservedKey[]): readonly Site[] {
  return keys.flatMap((key) => {
    const [, service, id] = /^\/LM\/([^/]+)\/(\d+)$/i.exec(key.location) ?? [];
    if (service === undefined || id === undefined) return [];
    const { ServerComment: comment, ServerBindings: open, SecureBindings: secure } = key.settings ?? {};
    return [
      {
        key,
        service: foldCase(service),
        id,
        comment: comment === undefined || comment === "" ? undefined : comment,
        bindings: bindingsOf(open),
        secureBindings: bindingsOf(secure),
      },
    ];
  });
}

/** No binding holds a blank, and some tools write a list's line breaks as blanks. */
function bindingsOf(text: string | undefined): readonly Binding[] {
  return (text ?? "").split(/\s+/).flatMap((binding) => {
    const [, ip = "", port, host = ""] = /^(.*):(\d{1,5}):([^:]*)$/.exec(binding) ?? [];
    return port === undefined
      ? []
      : [{ ip: ip === "*" ? "" : comparable(ip), port: Number(port), host: comparable(host) }];
  });
}

/** A host's name or address in the one spelling in which it can be compared: letter case, and how IPv6 is shortened. */
function comparable(text: string): string {
  const bare = text.replace(/^\[|\]$/g, "").replace(/%\w+$/, "");
  return isIPv6(bare) ? new URL(`http://[${bare}]`).hostname : foldCase(bare);
}

/** Sites of that name, ignoring case; else the one with that id, a web site's before another's. */
export function sitesNamed(sites: readonly Site[], name: string): readonly Site[] {
  const known = names.get(sites) ?? groupedByName(sites);
  names.set(sites, known);
  const named = known.comments.get(foldCase(name.trim()));
  if (named !== undefined) return named;
  const numbered = known.ids.get(name.trim()) ?? [];
  const web = numbered.filter(({ service }) => service === "W3SVC");
  return web.length > 0 ? web : numbered;
}

interface SiteNames {
  readonly comments: ReadonlyMap<string, readonly Site[]>;
  readonly ids: ReadonlyMap<string, readonly Site[]>;
}

const names = new WeakMap<readonly Site[], SiteNames>();

function groupedByName(sites: readonly Site[]): SiteNames {
  const comments = new Map<string, Site[]>();
  const ids = new Map<string, Site[]>();
  const add = (group: Map<string, Site[]>, name: string, site: Site): void => {
    const members = group.get(name) ?? [];
    members.push(site);
    group.set(name, members);
  };
  for (const site of sites) {
    add(ids, site.id, site);
    if (site.comment !== undefined) add(comments, foldCase(site.comment.trim()), site);
  }
  return { comments, ids };
}

/** The site that a log's s-sitename means: `W3SVC1` is W3SVC/1. */
export function siteLogged(sites: readonly Site[], siteName: string): Site | undefined {
  const [, service, id] = /^([A-Z0-9]*[A-Z])(\d+)$/i.exec(siteName) ?? [];
  if (service === undefined || id === undefined) return undefined;
  const byName = logNames.get(sites) ?? new Map(sites.map((site) => [`${site.service}${site.id}`, site]));
  logNames.set(sites, byName);
  return byName.get(`${foldCase(service)}${id}`);
}

const logNames = new WeakMap<readonly Site[], ReadonlyMap<string, Site>>();

/** The sites that an address leads to. */
export interface Bound {
  /** More than one where their bindings are the same. */
  readonly sites: readonly Site[];
  /** Others that it leads to where the host's name, or what it stands for, is that of their binding. */
  readonly perhaps: readonly Site[];
}

/**
 * Finds sites by their bindings as HTTP.SYS does: a host name that fits comes first, then the very address, then all
 * addresses. Where the server's address is not known, bindings of a single address can't be ruled out.
 */
export function sitesBound(sites: readonly Site[], address: Address): Bound {
  const { scheme, host, hostIsKnown, ip, port } = address;
  const asked = JSON.stringify([scheme, host, hostIsKnown, ip, port]);
  const before = foundBefore.get(sites) ?? new Map<string, Bound>();
  foundBefore.set(sites, before);
  const bound = before.get(asked) ?? findBound(sites, address);
  before.set(asked, bound);
  return bound;
}

/** The lines of a log ask for few addresses, over and over. */
const foundBefore = new WeakMap<readonly Site[], Map<string, Bound>>();

function findBound(sites: readonly Site[], asked: Address): Bound {
  const address = {
    ...asked,
    host: asked.host === undefined ? undefined : comparable(asked.host),
    ip: asked.ip === undefined ? undefined : comparable(asked.ip),
  };
  const found = sites.flatMap((site) => {
    const ranks = bindingsFor(site, address)
      .map((binding) => rank(binding, address))
      .filter((value) => value !== undefined);
    return ranks.length === 0 ? [] : [{ site, rank: Math.max(...ranks) }];
  });
  const certain = found.filter(({ rank: value }) => value >= 1);
  const best = Math.max(...certain.map(({ rank: value }) => value));
  const atBest = certain.filter(({ rank: value }) => value === best).map(({ site }) => site);
  const uncertain = best >= 3 ? [] : found.filter(({ rank: value }) => value < 1).map(({ site }) => site);
  if (atBest.length === 0) return { sites: uncertain, perhaps: [] };
  return { sites: atBest, perhaps: uncertain.filter((site) => !atBest.includes(site)) };
}

function bindingsFor(site: Site, { scheme }: Address): readonly Binding[] {
  const isFtp = site.service === "MSFTPSVC";
  switch (scheme) {
    case "ftp":
      return isFtp ? site.bindings : [];
    case "https":
      return site.service === "W3SVC" ? site.secureBindings : [];
    case "http":
      return site.service === "W3SVC" ? site.bindings : [];
    case undefined:
      return [...site.bindings, ...site.secureBindings];
  }
}

/** 4: host and address, 3: host, 2: address, 1: all addresses; 0: only if the name stands for that address, or was asked for. */
function rank(binding: Binding, { host, hostIsKnown, ip, port }: Address): number | undefined {
  if (binding.port !== port) return undefined;
  const asked = host ?? ip ?? "";
  if (binding.host !== "" && hostIsKnown && binding.host !== asked) return undefined;
  if (binding.ip !== "" && ip !== undefined && binding.ip !== ip) return undefined;
  if (binding.host !== "" && !hostIsKnown) return 0;
  if (binding.host !== "") return binding.ip === "" ? 3 : 4;
  if (binding.ip === "") return 1;
  return ip === undefined ? 0 : 2;
}

/** The key that serves a path of a site: the longest that exists at or beneath its root. */
export function keyServing(snapshot: Snapshot, site: Site, path: string): ObservedKey {
  const root = keyAt(snapshot, [site.key.location, "ROOT"]) ?? site.key;
  let found = root;
  if (root === site.key) return found;
  const names: string[] = [];
  for (const name of pathParts(path)) {
    names.push(name);
    found = keyAt(snapshot, [site.key.location, "ROOT", ...names]) ?? found;
  }
  return found;
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

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not UTF-8: the other way that browsers of that time wrote it.
    return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

function keyAt(snapshot: Snapshot, parts: readonly string[]): ObservedKey | undefined {
  let location: Location;
  try {
    location = parseLocation(parts.join("/"));
  } catch {
    // A control character: no key has one.
    return undefined;
  }
  return snapshot.key(location);
}
