import {
  foldCase,
  IdentityError,
  locationKey,
  once,
  type SettingName,
  type UnmanagedAccount,
} from "../domain";
import type { AppHostContent, ConfigElement, Pool, Scope } from "./apphost-document";
import { isServer } from "./content-builder";
import { doubtInheritance } from "./child-applications";
import { knownSites, sitesByName, type KnownSite } from "./sites";
import { homeInTag, homeOfDefaults, homeOfDirectories } from "./home";
import { Tree, bothHalves, type GrowingLevel, type Home, type Level, type LevelCredential } from "./tree";
import { absolutePath, locationBeneath, locationOf, pathBehindSite } from "./url-path";

/** What IIS's own tools call the level of applicationHost.config itself. It holds slashes, so no site can have that name. */
export const serverName = "MACHINE/WEBROOT/APPHOST";

export const serverLocation = locationOf();
export const poolsLocation = locationOf("AppPools");

/** The locations of a file, sorted, and the location tags that belong to no location. */
export interface Located {
  readonly levels: readonly Level[];
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
  const tree = new Tree();
  const sites = knownSites(document);
  locateServer(tree, document);
  locatePools(tree, document);
  const [defaults] = document.sites.flatMap(({ applicationDefaults }) => applicationDefaults);
  for (const site of sites) locateSite(tree, site, textOf(defaults, "applicationPool"));
  const orphans = locateTags(tree, document, sites);
  const levels = tree.sorted();
  linkAnonymous(levels);
  doubtInheritance(tree, levels, document, sites);
  return { levels, sites, unmanaged: locateUnmanaged(document, sites), orphans };
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

function locateServer(tree: Tree, { scopes, sites }: AppHostContent): void {
  const server = tree.at(serverLocation, serverName, "IIsWebService");
  const own = scopes.filter(({ path }) => isServer(path));
  const anonymous = own.flatMap((scope) => scope.anonymous);
  tree.credential(server, "anonymous", "anonymousAuthentication", anonymous, undefined, homeInTag(own));
  const defaults = sites.flatMap(({ virtualDirectoryDefaults }) => virtualDirectoryDefaults);
  const home = homeOfDirectories(sites[0]?.element);
  tree.credential(server, "unc", "virtualDirectoryDefaults", defaults, undefined, home);
  if (sites.length > 1)
    tree.doubt(server, "unc", bothHalves, "The section sites occurs more than once in the file.");
}

function locatePools(tree: Tree, { pools: sections }: AppHostContent): void {
  const twice =
    sections.length > 1 ? "The section applicationPools occurs more than once in the file." : undefined;
  const defaults = tree.at(poolsLocation, serverName, "IIsApplicationPools");
  const defaultModels = sections.flatMap((section) => section.defaults).flatMap((each) => each.processModels);
  tree.credential(defaults, "wam", "applicationPoolDefaults", defaultModels, twice, homeOfDefaults(sections));
  const seen = new Set<string>();
  for (const pool of sections.flatMap((section) => section.pools)) locatePool(tree, pool, seen, twice);
}

function locatePool(
  tree: Tree,
  { element, processModels }: Pool,
  seen: Set<string>,
  twice: string | undefined,
): void {
  const name = textOf(element, "name") ?? "";
  const level = tree.at(locationOf("AppPools", name), name, "IIsApplicationPool");
  level.above.wam = poolsLocation;
  tree.credential(level, "wam", "processModel", processModels, twice, { element, inside: ["processModel"] });
  if (seen.has(foldCase(name)))
    tree.doubt(level, "wam", bothHalves, "The pool's name occurs more than once in the file.");
  if (/^$|[/\\]/.test(name))
    tree.doubt(level, "wam", bothHalves, "The pool has no name that a pool can have.");
  seen.add(foldCase(name));
}

function locateSite(
  tree: Tree,
  { site, id, name, ...doubts }: KnownSite,
  poolOfAll: string | undefined,
): void {
  const doubtfulSite = doubts.doubtfulId ?? doubts.doubtfulName;
  const level = tree.at(locationOf(id), name, "IIsWebServer");
  const { virtualDirectoryDefaults: defaults } = site;
  const home = homeOfDirectories(site.element);
  tree.credential(level, "unc", "virtualDirectoryDefaults", defaults, doubtfulSite, home);
  level.above.unc = serverLocation;
  level.settings.ServerComment = name;
  const usualPool = textOf(site.applicationDefaults[0], "applicationPool") ?? poolOfAll;
  setBindings(level.settings, site.bindings);
  const root = locationBeneath(level.location, ["ROOT"]);
  tree.at(root, name, "IIsWebVirtualDir");
  const urls = new Set<string>();
  for (const { element, virtualDirectories, virtualDirectoryDefaults } of site.applications) {
    const application = absolutePath(textOf(element, "path") ?? "");
    const place = locationBeneath(root, application.parts);
    const placeName = nameBeneath(name, application.parts);
    const odd = application.isPlain
      ? undefined
      : "The path of its application is not spelled as IIS spells one.";
    const star = tree.at(locationBeneath(place, ["*"]), `${placeName}/*`, "");
    const of = homeOfDirectories(element);
    const doubtful = doubtfulSite ?? odd;
    tree.credential(star, "unc", "virtualDirectoryDefaults", virtualDirectoryDefaults, doubtful, of);
    star.above.unc = level.location;
    const own = tree.at(place, placeName, "IIsWebVirtualDir");
    // Never that of the application above, which an inherited setting would be.
    own.settings.AppPoolId = textOf(element, "applicationPool") ?? usualPool ?? "";
    for (const directory of virtualDirectories) {
      const { parts, isPlain } = absolutePath(textOf(directory, "path") ?? "");
      const at = tree.at(locationBeneath(place, parts), nameBeneath(placeName, parts), "IIsWebVirtualDir");
      const doubt = isPlain ? odd : "The path of the virtual directory is not spelled as IIS spells one.";
      tree.credential(at, "unc", "virtualDirectory", [directory], doubtfulSite ?? doubt);
      const url = foldCase([...application.parts, ...parts].join("/"));
      if (urls.has(url))
        tree.doubt(at, "unc", bothHalves, "Two virtual directories of its site have this address.");
      urls.add(url);
      at.above.unc = star.location;
    }
  }
}

function nameBeneath(name: string, parts: readonly string[]): string {
  return parts.length === 0 ? name : `${name}/${parts.join("/")}`;
}

/** Along the tree: what a key inherits comes from the nearest one above it. */
function linkAnonymous(levels: readonly GrowingLevel[]): void {
  const above: GrowingLevel[] = [];
  const server = locationKey(serverLocation);
  for (const level of levels) {
    const { key } = level;
    if (key !== server && !holdsAnonymous(key)) continue;
    level.credentials.anonymous ??= noAnonymous;
    for (let last = above.at(-1); last !== undefined; last = above.at(-1)) {
      if (key.startsWith(last.key) && key.charAt(last.key.length) === "/") break;
      above.pop();
    }
    const nearest = above.at(-1);
    if (nearest !== undefined) level.above.anonymous = nearest.location;
    above.push(level);
  }
}

const noAnonymous: LevelCredential = {
  name: "anonymousAuthentication",
  element: undefined,
  userName: undefined,
  password: undefined,
};

function holdsAnonymous(key: string): boolean {
  return /^\/LM\/W3SVC\/[^/]+\/ROOT(?:\/|$)/.test(key) && !key.endsWith("/*");
}

/** How many sites of one name, which no real IIS has, get a tag's values. Not all: that would take quadratic time. */
const mostTwins = 16;

/** @returns the tags of unknown sites */
function locateTags(tree: Tree, { scopes }: AppHostContent, sites: readonly KnownSite[]): readonly Scope[] {
  const byName = sitesByName(sites);
  const orphans: Scope[] = [];
  const doubtful = new Map<string, readonly KnownSite[]>();
  const homes = new Map<GrowingLevel, Home>();
  // The location is spelled as in a tag that holds the section, by the alphabet the first one, in whatever order they are.
  const ordered = [...scopes].sort(
    (left, right) => right.anonymous.length - left.anonymous.length || (left.path < right.path ? -1 : 1),
  );
  for (const scope of ordered) {
    if (isServer(scope.path)) continue;
    const [site = "", ...parts] = scope.path.split("/");
    const named = byName.get(foldCase(site)) ?? [];
    if (named.length === 0) orphans.push(scope);
    for (const { id, name, doubtfulId, doubtfulName } of named.slice(0, mostTwins)) {
      const path = pathBehindSite(parts);
      const level = tree.at(locationOf(id, "ROOT", ...path.parts), nameBeneath(name, path.parts));
      if (scope.anonymous.length === 0) {
        const home = path.isPlain ? homeInTag([scope]) : undefined;
        if (home !== undefined) homes.set(level, homes.get(level) ?? home);
        continue;
      }
      const odd = path.isPlain ? undefined : "The path of its location tag is not spelled as IIS spells one.";
      const doubt = doubtfulId ?? doubtfulName ?? odd;
      tree.credential(level, "anonymous", "anonymousAuthentication", scope.anonymous, doubt);
      if (doubtfulName !== undefined) doubtful.set(foldCase(site), named);
    }
  }
  for (const [level, home] of homes) level.credentials.anonymous ??= { ...noAnonymous, home };
  // All that is beneath the root of such a site, as the tag may belong to any of them.
  for (const twin of [...doubtful.values()].flat()) {
    const root = tree.at(locationOf(twin.id, "ROOT"), twin.name);
    tree.doubt(root, "anonymous", bothHalves, twin.doubtfulName ?? "");
  }
  return orphans;
}

function locateUnmanaged(
  { unmanaged }: AppHostContent,
  sites: readonly KnownSite[],
): readonly UnmanagedAccount[] {
  const byName = sitesByName(sites);
  return unmanaged.map(({ place, isSite, path, userName, state }) => {
    const isBare = userName !== undefined && !/[\\@]/.test(userName);
    const [name = "", ...parts] = isSite ? [place] : place.split("/");
    const site = byName.get(foldCase(name))?.[0];
    const inSite = isSite ? [] : ["ROOT", ...pathBehindSite(parts).parts];
    const location = isServer(place) && !isSite ? serverLocation : site && locationOf(site.id, ...inSite);
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

const bindingSettings: ReadonlyMap<string, SettingName> = new Map([
  ["HTTP", "ServerBindings"],
  ["HTTPS", "SecureBindings"],
  ["FTP", "FtpBindings"],
]);

function setBindings(settings: GrowingLevel["settings"], bindings: readonly ConfigElement[]): void {
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
