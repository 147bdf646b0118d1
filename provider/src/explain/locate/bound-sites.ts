import { once } from "../../domain";
import type { Address } from "../question/address";
import { comparableHost } from "./comparable-host";
import type { Binding, Site, Sites } from "./sites";

/** The sites that an address leads to. */
export interface Bound {
  /** The first of them; more than one where their bindings are the same. */
  readonly sites: readonly Site[];
  /** How many there are. */
  readonly count: number;
  /** The first of others that it leads to where the host's name, or what it stands for, is that of their binding. */
  readonly perhaps: readonly Site[];
}

/** So many of a list are found: one more than anybody is shown. */
const foundAtMost = 6;

type Group = ReadonlySet<Site>;

/** The bindings of one port, by what tells them apart. An empty IP is that of bindings to all addresses. */
interface PortIndex {
  readonly named: Map<string, Map<string, Set<Site>>>;
  /** Those with a host's name, whatever it is, by IP. */
  readonly namedAt: Map<string, Set<Site>>;
  /** Those without one, by IP. */
  readonly openAt: Map<string, Set<Site>>;
  readonly openWithIp: Set<Site>;
}

/** By port, for each scheme; a log that gives none may mean any. */
const indexes = {
  http: once((sites: Sites) => indexed(sites, "http")),
  https: once((sites: Sites) => indexed(sites, "https")),
  ftp: once((sites: Sites) => indexed(sites, "ftp")),
  any: once((sites: Sites) => indexed(sites, undefined)),
};
const none: Group = new Set();

/**
 * Finds sites by their bindings as HTTP.SYS does: the host's name comes first, then one that it fits (`*.example.com`), then
 * the very address, then all addresses. Where the server's address is not known, bindings of a single address can't be ruled out.
 */
export function sitesBound(sites: Sites, address: Address): Bound {
  const { scheme, host, hostIsKnown, ip, port } = address;
  const asked = JSON.stringify([scheme, host, hostIsKnown, ip, port]);
  const before = foundBefore(sites);
  const bound = before.get(asked) ?? findBound(sites, address);
  before.set(asked, bound);
  return bound;
}

/** The lines of a log ask for few addresses, over and over. */
const foundBefore = once<Sites, Map<string, Bound>>(() => new Map());

function findBound(sites: Sites, { scheme, host, hostIsKnown, ip, port }: Address): Bound {
  const index = indexes[scheme ?? "any"](sites).get(port);
  if (index === undefined) return boundTo([], []);
  const address = ip === undefined ? undefined : comparableHost(ip);
  const asked = host === undefined ? address : comparableHost(host);
  for (const name of hostIsKnown && asked !== undefined ? hostNames(asked) : []) {
    const named = index.named.get(name);
    const byName = named === undefined ? [] : namedSites(named, address);
    if (byName.length > 0) return boundTo(byName, []);
  }
  const open = openSites(index, address);
  if (hostIsKnown) {
    const others = address === undefined ? index.openWithIp : none;
    return open.size === 0 ? boundTo([others], []) : boundTo([open], [others], open);
  }
  const others = [namedAlone(index), address === undefined ? none : (index.namedAt.get(address) ?? none)];
  if (open.size > 0) return boundTo([open], others, open, index.openAt.get(""));
  return boundTo([index.namedAt.get("") ?? none, ...others.slice(1)], []);
}

/** The sites of the port that are bound there in some way, for whoever asked in vain. */
export function sitesAtPort(sites: Sites, port: number): readonly Site[] {
  const index = indexes.any(sites).get(port);
  return index === undefined ? [] : first([...index.openAt.values(), ...index.namedAt.values()]);
}

/** The port at which a host's name, or an IP address, is bound: 80 before others. @returns `undefined` where it is not */
export function portOfHost(sites: Sites, host: string): number | undefined {
  return portsByHost(sites).get(comparableHost(host));
}

const portsByHost = once((sites: Sites): ReadonlyMap<string, number> => {
  const ports = new Map<string, number>();
  for (const site of sites.all) {
    for (const { host, ip, port } of bindingsFor(site, undefined)) {
      for (const name of [host, ip]) {
        if (name !== "" && (port === 80 || !ports.has(name))) ports.set(name, port);
      }
    }
  }
  return ports;
});

/** No host's name is longer, and of a longer text the ends are not looked for. */
const longestHost = 255;

/** The names of bindings that a host fits, the nearest first: from IIS 10 on `*` may stand for its first parts. */
function* hostNames(host: string): Generator<string> {
  yield host;
  if (host.length > longestHost) return;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) yield `*${host.slice(dot)}`;
}

/** A binding to the host's name and the very address comes before one to the name and all addresses. */
function namedSites(named: ReadonlyMap<string, Group>, address: string | undefined): readonly Group[] {
  const exact =
    address === undefined
      ? [...named].flatMap(([ip, group]) => (ip === "" ? [] : [group]))
      : [named.get(address) ?? none];
  if (exact.some(({ size }) => size > 0)) return exact;
  const all = named.get("");
  return all === undefined ? [] : [all];
}

function openSites({ openAt }: PortIndex, address: string | undefined): Group {
  const exact = address === undefined ? undefined : openAt.get(address);
  return exact ?? openAt.get("") ?? none;
}

/** Those with a host's name and all addresses that have no binding without one. */
const namedAlone = once(({ openAt, namedAt }: PortIndex): Group => {
  const open = openAt.get("") ?? none;
  return new Set([...(namedAt.get("") ?? none)].filter((site) => !open.has(site)));
});

function boundTo(
  groups: readonly Group[],
  others: readonly Group[],
  ...except: readonly (Group | undefined)[]
): Bound {
  return { sites: first(groups), count: countOf(groups), perhaps: first(others, except) };
}

/** The first few of several groups, each once. */
function first(groups: readonly Group[], except: readonly (Group | undefined)[] = []): readonly Site[] {
  const found = new Set<Site>();
  for (const group of groups) {
    for (const site of group) {
      if (found.size === foundAtMost) return [...found];
      if (!except.some((sites) => sites?.has(site) === true)) found.add(site);
    }
  }
  return [...found];
}

/** How many sites several groups have, of which the first is the longest. */
function countOf([longest = none, ...groups]: readonly Group[]): number {
  const more = new Set(groups.flatMap((group) => [...group].filter((site) => !longest.has(site))));
  return longest.size + more.size;
}

function indexed(sites: Sites, scheme: Address["scheme"]): ReadonlyMap<number, PortIndex> {
  const ports = new Map<number, PortIndex>();
  for (const site of sites.all) {
    for (const { host, ip, port } of bindingsFor(site, scheme)) {
      const index: PortIndex = ports.get(port) ?? {
        named: new Map(),
        namedAt: new Map(),
        openAt: new Map(),
        openWithIp: new Set(),
      };
      ports.set(port, index);
      if (host === "") {
        put(index.openAt, ip, site);
        if (ip !== "") index.openWithIp.add(site);
        continue;
      }
      put(index.namedAt, ip, site);
      const byIp = index.named.get(host) ?? new Map<string, Set<Site>>();
      index.named.set(host, byIp);
      put(byIp, ip, site);
    }
  }
  return ports;
}

function put(groups: Map<string, Set<Site>>, name: string, site: Site): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, new Set([site]));
  else group.add(site);
}

function bindingsFor(site: Site, scheme: Address["scheme"]): readonly Binding[] {
  switch (scheme) {
    case "ftp":
      return site.service === "MSFTPSVC" ? site.bindings : site.ftpBindings;
    case "https":
      return site.service === "W3SVC" ? site.secureBindings : [];
    case "http":
      return site.service === "W3SVC" ? site.bindings : [];
    case undefined:
      return [...site.bindings, ...site.secureBindings, ...site.ftpBindings];
  }
}
