import {
  foldCase,
  grouped,
  IdentityError,
  locationKey,
  once,
  type AccountNames,
  type Location,
  type UnmanagedAccount,
} from "../domain";
import { AccountSearch } from "./account-search";
import type { AppHostContent, Pool, Scope } from "./apphost-document";
import { isServer } from "./content-builder";
import { barriersIn } from "./child-applications";
import { homeInTag, homeOfDefaults, homeOfDirectories } from "./home";
import { bothHalves, Level } from "./level";
import { inOrder } from "./site-branch";
import { SiteSource } from "./site-source";
import { sitesIn, unknownId, type Sites } from "./sites";
import { Branch, service, Tree } from "./tree";
import { locationInSite, pathBehindSite, pathOf } from "./url-path";
import { WrittenPools } from "./written-site";

/** What IIS's own tools call the level of applicationHost.config itself. It holds slashes, so no site can have that name. */
export const serverName = "MACHINE/WEBROOT/APPHOST";

const poolsName = "AppPools";
export const serverLocation = service as Location;
export const poolsLocation = `${service}/${poolsName}` as Location;

/** The locations of a file, and the location tags that belong to no location. */
export interface Located {
  /** What is above comes before what is beneath it, sites by their numbers, pools behind them. */
  readonly levels: readonly Level[];
  /** The same, site by site: to be looked at once, since they are not kept. */
  readonly branches: () => Iterator<readonly Level[], undefined>;
  /** Their defaults first. */
  readonly pools: readonly Level[];
  /**
   * Those of the levels that set a half of a credential of an account, or may, by the names that they set themselves.
   *
   * @param isAccount recognises the names of the account
   */
  readonly levelsOf: (isAccount: AccountNames) => readonly Level[];
  /** The level at a location, in any case. */
  readonly find: (location: Location) => Level | undefined;
  readonly sites: Sites["all"];
  readonly byName: Sites["byName"];
  readonly unmanaged: readonly UnmanagedAccount[];
  /** Location tags of sites that are not in the file: they count for nothing. */
  readonly orphans: readonly Scope[];
}

/**
 * Gives each element that may hold a credential its canonical location, once for each document: the levels of a site when
 * somebody asks for them. The order of location tags plays no part.
 *
 * @throws IdentityError E_AMBIGUOUS where sites or pools are kept in another file
 */
export const locate = once((document: AppHostContent): Located => {
  requireHere(document);
  const server = locateServer(document);
  const tree = new Tree(server);
  const { all, byId, byName } = sitesIn(document);
  const tags = tagsByName(document);
  const [defaults] = document.sites.flatMap(({ applicationDefaults }) => applicationDefaults);
  const usualPool = defaults?.attributes.text("applicationPool");
  const barriers = barriersIn(document, byName);
  const barred = new Set(Array.from(barriers, (key) => key.slice(service.length + 1).split("/", 1)[0] ?? ""));
  const around = { server, byName, tags, usualPool, barriers, barred };
  const ids = [...byId.keys()]
    .filter((id) => id !== unknownId)
    .sort((left, right) => Number(left) - Number(right));
  for (const id of ids) tree.add(id, new SiteSource(id, byId.get(id) ?? [], around));
  tree.add(foldCase(poolsName), {
    make: () => locatePools(document),
    mayHold: (search) => mayBeInPools(search, document),
  });
  const unknown = byId.get(unknownId);
  if (unknown !== undefined) tree.add(unknownId, new SiteSource(unknownId, unknown, around));
  return {
    get levels() {
      return tree.levels();
    },
    branches: () => tree.branches(),
    get pools() {
      return tree.levelsOf(poolsName);
    },
    levelsOf: (isAccount) => tree.levels(new AccountSearch(isAccount, tags)),
    find: (location) => tree.find(locationKey(location)),
    sites: all,
    byName,
    unmanaged: locateUnmanaged(document, byName),
    get orphans() {
      return [...tags].flatMap(([name, scopes]) => (byName.has(name) ? [] : scopes)).sort(inOrder);
    },
  };
});

function requireHere({ sites, pools, encoded }: AppHostContent): void {
  for (const { element } of [...sites, ...pools]) {
    if (!element.attributes.has("configSource")) continue;
    throw new IdentityError({
      code: "E_AMBIGUOUS",
      offset: encoded?.offsetOf(element.span.start),
      message: `The section ${element.name} is kept in another file (configSource).`,
      hint: "In a copy of applicationHost.config, replace the section that names the other file by that file's section, and use the copy.",
    });
  }
}

function locateServer({ scopes, sites }: AppHostContent): Level {
  const server = new Level(service, "", serverName, "", "IIsWebService");
  const own = scopes.filter(({ path }) => isServer(path));
  const anonymous = own.flatMap((scope) => scope.anonymous);
  server.credential("anonymous", "anonymousAuthentication", anonymous, undefined, homeInTag(own));
  const defaults = sites.flatMap(({ virtualDirectoryDefaults }) => virtualDirectoryDefaults);
  const home = homeOfDirectories(sites[0]?.element);
  server.credential("unc", "virtualDirectoryDefaults", defaults, undefined, home);
  if (sites.length > 1)
    server.doubt("unc", bothHalves, "The section sites occurs more than once in the file.");
  return server;
}

function locatePools({ pools: sections }: AppHostContent): Branch {
  const pools = new Branch(poolsName, serverName, "IIsApplicationPools", "");
  const twice =
    sections.length > 1 ? "The section applicationPools occurs more than once in the file." : undefined;
  const models = sections.flatMap((section) => section.defaults).flatMap((each) => each.processModels);
  pools.top.credential("wam", "applicationPoolDefaults", models, twice, homeOfDefaults(sections));
  for (const pool of sections.flatMap((section) => section.pools)) locatePool(pools, pool, twice);
  pools.sort();
  return pools;
}

function mayBeInPools(search: AccountSearch, { pools: [section, twin] }: AppHostContent): boolean {
  if (section === undefined || twin !== undefined || !(section instanceof WrittenPools)) return true;
  return search.mayBeIn(section);
}

function locatePool(pools: Branch, { element, processModels }: Pool, twice: string | undefined): void {
  const name = element.attributes.text("name") ?? "";
  const level = pools.at(pathOf([name]), "", name, "IIsApplicationPool");
  const isSecond = level.wam !== undefined;
  level.inherits("wam", pools.top);
  level.credential("wam", "processModel", processModels, twice, { element, inside: ["processModel"] });
  if (isSecond) level.doubt("wam", bothHalves, "The pool's name occurs more than once in the file.");
  if (/^$|[/\\]/.test(name)) level.doubt("wam", bothHalves, "The pool has no name that a pool can have.");
}

function tagsByName({ scopes }: AppHostContent): ReadonlyMap<string, readonly Scope[]> {
  const tags = scopes.filter(({ path }) => !isServer(path));
  const byName = grouped(tags, ({ path }) => foldCase(siteIn(path)));
  for (const ofSite of byName.values()) if (ofSite.length > 1) ofSite.sort(inOrder);
  return byName;
}

/** The name of the site in a tag's path. */
function siteIn(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? path : path.slice(0, slash);
}

function locateUnmanaged(
  { unmanaged }: AppHostContent,
  byName: Sites["byName"],
): readonly UnmanagedAccount[] {
  return unmanaged.map(({ place, isSite, path, userName, state }) => {
    const isBare = userName !== undefined && !/[\\@]/.test(userName);
    const [name = ""] = isSite ? [place] : place.split("/", 1);
    const site = byName.get(foldCase(name))?.[0];
    const inSite = isSite ? undefined : pathBehindSite(place.slice(name.length));
    const location = isServer(place) && !isSite ? serverLocation : site && locationInSite(site, inSite);
    return {
      location,
      name: location === serverLocation ? serverName : place,
      element: path,
      userName,
      // Its defaultLogonDomain where nothing sets another.
      ...(isBare && ftpAnonymous.test(path) ? { account: `NT AUTHORITY\\${userName}` } : {}),
      passwordState: state,
    };
  });
}

const ftpAnonymous = /\bftpServer\b.*\/anonymousAuthentication$/;
