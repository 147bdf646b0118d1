import {
  foldCase,
  IdentityError,
  locationKey,
  once,
  type Location,
  type SettingName,
  type Settings,
  type UnmanagedAccount,
} from "../domain";
import type { AppHostContent, ConfigElement, Pool, Scope } from "./apphost-document";
import { isServer } from "./content-builder";
import { doubtInheritance } from "./child-applications";
import { knownSites, sitesByName, type KnownSite } from "./sites";
import { homeInTag, homeOfDefaults, homeOfDirectories } from "./home";
import { bothHalves, LevelCredential, type Home, type Level } from "./level";
import { isBeneath, Tree, type Branch } from "./tree";
import { absolutePath, locationInSite, pathBehindSite, pathOf } from "./url-path";

/** What IIS's own tools call the level of applicationHost.config itself. It holds slashes, so no site can have that name. */
export const serverName = "MACHINE/WEBROOT/APPHOST";

export const serverLocation = "/LM/W3SVC" as Location;
export const poolsLocation = "/LM/W3SVC/AppPools" as Location;

/** The locations of a file, sorted, and the location tags that belong to no location. */
export interface Located {
  readonly levels: readonly Level[];
  /** The level at a location, in any case. */
  readonly find: (location: Location) => Level | undefined;
  readonly sites: readonly KnownSite[];
  readonly unmanaged: readonly UnmanagedAccount[];
  /** Location tags of sites that are not in the file: they count for nothing. */
  readonly orphans: readonly Scope[];
}

/**
 * Gives each element that may hold a credential its canonical location, once for each document. The order of location tags
 * plays no part.
 *
 * @throws IdentityError E_AMBIGUOUS where sites or pools are kept in another file
 */
export const locate = once((document: AppHostContent): Located => {
  requireHere(document);
  const tree = new Tree(serverName);
  const sites = knownSites(document);
  locateServer(tree, document);
  locatePools(tree, document);
  const [defaults] = document.sites.flatMap(({ applicationDefaults }) => applicationDefaults);
  for (const site of sites) locateSite(tree, site, textOf(defaults, "applicationPool"));
  const orphans = locateTags(tree, document, sites);
  const levels = tree.sorted();
  linkAnonymous(tree);
  doubtInheritance(tree, document, sites);
  return {
    levels,
    find: (location) => tree.find(locationKey(location)),
    sites,
    unmanaged: locateUnmanaged(document, sites),
    orphans,
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

function locateServer({ server }: Tree, { scopes, sites }: AppHostContent): void {
  const own = scopes.filter(({ path }) => isServer(path));
  const anonymous = own.flatMap((scope) => scope.anonymous);
  server.credential("anonymous", "anonymousAuthentication", anonymous, undefined, homeInTag(own));
  const defaults = sites.flatMap(({ virtualDirectoryDefaults }) => virtualDirectoryDefaults);
  const home = homeOfDirectories(sites[0]?.element);
  server.credential("unc", "virtualDirectoryDefaults", defaults, undefined, home);
  if (sites.length > 1)
    server.doubt("unc", bothHalves, "The section sites occurs more than once in the file.");
}

function locatePools({ pools }: Tree, { pools: sections }: AppHostContent): void {
  const twice =
    sections.length > 1 ? "The section applicationPools occurs more than once in the file." : undefined;
  const models = sections.flatMap((section) => section.defaults).flatMap((each) => each.processModels);
  pools.top.credential("wam", "applicationPoolDefaults", models, twice, homeOfDefaults(sections));
  for (const pool of sections.flatMap((section) => section.pools)) locatePool(pools, pool, twice);
}

function locatePool(pools: Branch, { element, processModels }: Pool, twice: string | undefined): void {
  const name = textOf(element, "name") ?? "";
  const level = pools.at(pathOf([name]), "", name, "IIsApplicationPool");
  const isSecond = level.wam !== undefined;
  level.inherits("wam", pools.top);
  level.credential("wam", "processModel", processModels, twice, { element, inside: ["processModel"] });
  if (isSecond) level.doubt("wam", bothHalves, "The pool's name occurs more than once in the file.");
  if (/^$|[/\\]/.test(name)) level.doubt("wam", bothHalves, "The pool has no name that a pool can have.");
}

function locateSite(
  tree: Tree,
  { site, id, name, ...doubts }: KnownSite,
  poolOfAll: string | undefined,
): void {
  const doubtfulSite = doubts.doubtfulId ?? doubts.doubtfulName;
  const branch = tree.site(id, name);
  const { top } = branch;
  const { virtualDirectoryDefaults: defaults } = site;
  const home = homeOfDirectories(site.element);
  top.credential("unc", "virtualDirectoryDefaults", defaults, doubtfulSite, home);
  top.inherits("unc", tree.server);
  top.sets((settings) => {
    settings.ServerComment = name;
    setBindings(settings, site.bindings);
  });
  const usualPool = textOf(site.applicationDefaults[0], "applicationPool") ?? poolOfAll ?? "";
  branch.at("", name, "", "IIsWebVirtualDir");
  for (const { element, virtualDirectories, virtualDirectoryDefaults } of site.applications) {
    const { path, written, isPlain } = absolutePath(textOf(element, "path") ?? "");
    const odd = isPlain ? undefined : "The path of its application is not spelled as IIS spells one.";
    const star = branch.at(`${path}/*`, name, `${written}/*`, "");
    const of = homeOfDirectories(element);
    star.credential("unc", "virtualDirectoryDefaults", virtualDirectoryDefaults, doubtfulSite ?? odd, of);
    star.inherits("unc", top);
    const own = branch.at(path, name, written, "IIsWebVirtualDir");
    // Never that of the application above, which an inherited setting would be.
    own.sets((settings) => {
      settings.AppPoolId = textOf(element, "applicationPool") ?? usualPool;
    });
    for (const directory of virtualDirectories) {
      const beneath = absolutePath(textOf(directory, "path") ?? "");
      const at = branch.at(path + beneath.path, name, written + beneath.written, "IIsWebVirtualDir");
      const isTaken = at.unc?.name === "virtualDirectory";
      const doubt = beneath.isPlain
        ? odd
        : "The path of the virtual directory is not spelled as IIS spells one.";
      at.credential("unc", "virtualDirectory", [directory], doubtfulSite ?? doubt);
      if (isTaken) at.doubt("unc", bothHalves, "Two virtual directories of its site have this address.");
      // The path of a directory can be spelled like the place of the defaults.
      if (at !== star) at.inherits("unc", star);
    }
  }
}

/** Along the tree: what a level inherits comes from the nearest one above it. */
function linkAnonymous({ server, sites }: Tree): void {
  for (const { levels } of sites) {
    const above: Level[] = [];
    for (const level of levels) {
      if (level.path.endsWith("/*")) continue;
      level.anonymous ??= noAnonymous;
      for (let last = above.at(-1); last !== undefined; last = above.at(-1)) {
        if (isBeneath(level.path, last.path)) break;
        above.pop();
      }
      level.inherits("anonymous", above.at(-1) ?? server);
      above.push(level);
    }
  }
}

const noAnonymous = new LevelCredential("anonymousAuthentication");

/** How many sites of one name, which no real IIS has, get a tag's values. Not all: that would take quadratic time. */
const mostTwins = 16;

/** @returns the tags of unknown sites */
function locateTags(tree: Tree, { scopes }: AppHostContent, sites: readonly KnownSite[]): readonly Scope[] {
  const byName = sitesByName(sites);
  const orphans: Scope[] = [];
  const doubtful = new Map<string, readonly KnownSite[]>();
  const homes = new Map<Level, Home>();
  // The location is spelled as in a tag that holds the section, by the alphabet the first one, in whatever order they are.
  const ordered = [...scopes].sort(
    (left, right) => right.anonymous.length - left.anonymous.length || (left.path < right.path ? -1 : 1),
  );
  for (const scope of ordered) {
    if (isServer(scope.path)) continue;
    const [site = ""] = scope.path.split("/", 1);
    const named = byName.get(foldCase(site)) ?? [];
    if (named.length === 0) orphans.push(scope);
    const { path, written, isPlain } = pathBehindSite(scope.path.slice(site.length));
    for (const { id, name, doubtfulId, doubtfulName } of named.slice(0, mostTwins)) {
      const level = tree.site(id, name).at(path, name, written);
      if (scope.anonymous.length === 0) {
        const home = isPlain ? homeInTag([scope]) : undefined;
        if (home !== undefined) homes.set(level, homes.get(level) ?? home);
        continue;
      }
      const odd = isPlain ? undefined : "The path of its location tag is not spelled as IIS spells one.";
      const doubt = doubtfulId ?? doubtfulName ?? odd;
      level.credential("anonymous", "anonymousAuthentication", scope.anonymous, doubt);
      if (doubtfulName !== undefined) doubtful.set(foldCase(site), named);
    }
  }
  for (const [level, home] of homes) level.anonymous ??= new LevelCredential("anonymousAuthentication", home);
  // All that is beneath the root of such a site, as the tag may belong to any of them.
  for (const twin of [...doubtful.values()].flat())
    tree
      .site(twin.id, twin.name)
      .at("", twin.name, "")
      .doubt("anonymous", bothHalves, twin.doubtfulName ?? "");
  return orphans;
}

function locateUnmanaged(
  { unmanaged }: AppHostContent,
  sites: readonly KnownSite[],
): readonly UnmanagedAccount[] {
  const byName = sitesByName(sites);
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

type Growing<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const bindingSettings: ReadonlyMap<string, SettingName> = new Map([
  ["HTTP", "ServerBindings"],
  ["HTTPS", "SecureBindings"],
  ["FTP", "FtpBindings"],
]);

function setBindings(settings: Growing<Settings>, bindings: readonly ConfigElement[]): void {
  const lines = new Map<SettingName, string[]>();
  for (const binding of bindings) {
    const setting = bindingSettings.get(foldCase(textOf(binding, "protocol") ?? ""));
    if (setting === undefined) continue;
    const line = (textOf(binding, "bindingInformation") ?? "").replace(/^\*:/, ":");
    const known = lines.get(setting);
    if (known === undefined) lines.set(setting, [line]);
    else known.push(line);
  }
  for (const [setting, of] of lines) settings[setting] = of.join("\n");
}

function textOf(element: ConfigElement | undefined, name: string): string | undefined {
  return element?.attributes.text(name);
}
