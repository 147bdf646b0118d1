import { foldCase, type SettingName, type Settings } from "../domain";
import type { ConfigElement, Scope } from "./apphost-document";
import { doubtInheritance } from "./child-applications";
import { homeInTag, homeOfDirectories } from "./home";
import { bothHalves, LevelCredential, type Home, type Level } from "./level";
import type { Mutable } from "./mutable";
import type { KnownSite, Sites } from "./sites";
import { Branch, isBeneath } from "./tree";
import { absolutePath, pathBehindSite } from "./url-path";

/** What the levels of a site depend on beside it. */
export interface AroundSites {
  readonly server: Level;
  readonly byName: Sites["byName"];
  /** The location tags by the name of their site, ignoring case, in their order. */
  readonly tags: ReadonlyMap<string, readonly Scope[]>;
  /** The pool of applications that name none. */
  readonly usualPool: string | undefined;
  /** The locations of tags that may not hand down what they set. */
  readonly barriers: ReadonlySet<string>;
  /** The ids of the sites that these are in; empty for the server. */
  readonly barred: ReadonlySet<string>;
}

/** The levels of a site. @param sites those of its id: there should be one */
export function siteBranch(id: string, sites: readonly KnownSite[], around: AroundSites): Branch {
  const branch = new Branch(id, sites[0]?.name ?? "", "IIsWebServer", "/ROOT");
  for (const site of sites) locateSite(branch, site, around);
  locateTags(branch, sites, around);
  branch.sort();
  linkAnonymous(branch, around.server);
  doubtInheritance(branch, sites, around.barriers);
  return branch;
}

function locateSite(
  branch: Branch,
  { site, name, doubtfulId, doubtfulName }: KnownSite,
  { server, usualPool: poolOfAll }: AroundSites,
): void {
  const doubtfulSite = doubtfulId ?? doubtfulName;
  const { top } = branch;
  const { virtualDirectoryDefaults: defaults } = site;
  const home = homeOfDirectories(site.element);
  top.credential("unc", "virtualDirectoryDefaults", defaults, doubtfulSite, home);
  top.inherits("unc", server);
  top.sets((settings) => {
    settings.ServerComment = name;
    setBindings(settings, site.bindings);
  });
  const usualPool = site.applicationDefaults[0]?.attributes.text("applicationPool") ?? poolOfAll ?? "";
  branch.at("", name, "", "IIsWebVirtualDir");
  for (const { element, virtualDirectories, virtualDirectoryDefaults } of site.applications) {
    const { path, written, isPlain } = absolutePath(element.attributes.text("path") ?? "");
    const odd = isPlain ? undefined : "The path of its application is not spelled as IIS spells one.";
    const star = branch.at(`${path}/*`, name, `${written}/*`, "");
    const of = homeOfDirectories(element);
    star.credential("unc", "virtualDirectoryDefaults", virtualDirectoryDefaults, doubtfulSite ?? odd, of);
    star.inherits("unc", top);
    const own = branch.at(path, name, written, "IIsWebVirtualDir");
    // Never that of the application above, which an inherited setting would be.
    own.sets((settings) => {
      settings.AppPoolId = element.attributes.text("applicationPool") ?? usualPool;
    });
    for (const directory of virtualDirectories) {
      const beneath = absolutePath(directory.attributes.text("path") ?? "");
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
function linkAnonymous({ beneath }: Branch, server: Level): void {
  const above: Level[] = [];
  for (const level of beneath) {
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

const noAnonymous = new LevelCredential("anonymousAuthentication");

/** How many sites of one name, which no real IIS has, get a tag's values. Not all: that would take quadratic time. */
const mostTwins = 16;

function locateTags(branch: Branch, sites: readonly KnownSite[], { byName, tags }: AroundSites): void {
  const found: { readonly scope: Scope; readonly site: KnownSite }[] = [];
  for (const site of sites) {
    const own = tags.get(site.foldedName) ?? [];
    const isTwin = site.doubtfulName !== undefined;
    // All that is beneath the root of such a site is unclear, as a tag may belong to any of them.
    if (isTwin && (own[0]?.anonymous.length ?? 0) > 0)
      branch.at("", site.name, "").doubt("anonymous", bothHalves, site.doubtfulName ?? "");
    if (isTwin && byName.get(site.foldedName)?.slice(0, mostTwins).includes(site) === false) continue;
    for (const scope of own) found.push({ scope, site });
  }
  if (sites.length > 1) found.sort((left, right) => inOrder(left.scope, right.scope));
  let homes: Map<Level, Home> | undefined;
  for (const { scope, site } of found) {
    const { path, written, isPlain } = pathBehindSite(scope.path.slice(site.name.length));
    const level = branch.at(path, site.name, written);
    if (scope.anonymous.length === 0) {
      const home = isPlain ? homeInTag([scope]) : undefined;
      if (home !== undefined && homes?.has(level) !== true) (homes ??= new Map()).set(level, home);
      continue;
    }
    const odd = isPlain ? undefined : "The path of its location tag is not spelled as IIS spells one.";
    const doubt = site.doubtfulId ?? site.doubtfulName ?? odd;
    level.credential("anonymous", "anonymousAuthentication", scope.anonymous, doubt);
  }
  for (const [level, home] of homes ?? [])
    level.anonymous ??= new LevelCredential("anonymousAuthentication", home);
}

/**
 * The order of location tags: what decides how a location is spelled is the first tag that holds the section, by the alphabet,
 * in whatever order they are in the file.
 */
export function inOrder(left: Scope, right: Scope): number {
  return right.anonymous.length - left.anonymous.length || (left.path < right.path ? -1 : 1);
}

const bindingSettings: ReadonlyMap<string, SettingName> = new Map([
  ["HTTP", "ServerBindings"],
  ["HTTPS", "SecureBindings"],
  ["FTP", "FtpBindings"],
]);

function setBindings(settings: Mutable<Settings>, bindings: readonly ConfigElement[]): void {
  const lines = new Map<SettingName, string[]>();
  for (const binding of bindings) {
    const setting = bindingSettings.get(foldCase(binding.attributes.text("protocol") ?? ""));
    if (setting === undefined) continue;
    const line = (binding.attributes.text("bindingInformation") ?? "").replace(/^\*:/, ":");
    const known = lines.get(setting);
    if (known === undefined) lines.set(setting, [line]);
    else known.push(line);
  }
  for (const [setting, of] of lines) settings[setting] = of.join("\n");
}
