import { foldCase, parseLocation, type Location, type ObservedKey, type Snapshot } from "../../domain";
import type { Address } from "./question";

/** One binding of a site: `IP:port:host`, of which IP and host may be empty: all. */
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
      : [{ ip: ip === "*" ? "" : ip.replace(/^\[|\]$/g, ""), port: Number(port), host }];
  });
}

/** Sites of that name, ignoring case; else the one with that id, a web site's before another's. */
export function sitesNamed(sites: readonly Site[], name: string): readonly Site[] {
  const folded = foldCase(name.trim());
  const named = sites.filter(({ comment }) => comment !== undefined && foldCase(comment.trim()) === folded);
  if (named.length > 0) return named;
  const numbered = sites.filter(({ id }) => id === name.trim());
  const web = numbered.filter(({ service }) => service === "W3SVC");
  return web.length > 0 ? web : numbered;
}

/** The site that a log's s-sitename means: `W3SVC1` is W3SVC/1. */
export function siteLogged(sites: readonly Site[], siteName: string): Site | undefined {
  const [, service, id] = /^([A-Z0-9]*[A-Z])(\d+)$/i.exec(siteName) ?? [];
  if (service === undefined) return undefined;
  return sites.find((site) => site.service === foldCase(service) && site.id === id);
}

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
      return site.service === "W3SVC" ? [...site.bindings, ...site.secureBindings] : [];
  }
}

/** 4: host and address, 3: host, 2: address, 1: all addresses; 0: only if the name stands for that address, or was asked for. */
function rank(binding: Binding, { host, hostIsKnown, ip, port }: Address): number | undefined {
  if (binding.port !== port) return undefined;
  const asked = host ?? ip ?? "";
  if (binding.host !== "" && hostIsKnown && foldCase(binding.host) !== foldCase(asked)) return undefined;
  if (binding.ip !== "" && ip !== undefined && foldCase(binding.ip) !== foldCase(ip)) return undefined;
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
