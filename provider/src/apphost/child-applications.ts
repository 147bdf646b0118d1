import { foldCase, locationKey, once, type Change, type LocationKey } from "../domain";
import type { AppHostContent } from "./apphost-document";
import { isServer } from "./content-builder";
import { knownSites, sitesByName, type KnownSite } from "./sites";
import { bothHalves, type Level } from "./level";
import type { Tree } from "./tree";
import { absolutePath, locationInSite, pathBehindSite } from "./url-path";

/**
 * Marks as unclear what applications would inherit through a location tag with inheritInChildApplications="false":
 * documents say that they don't inherit it, and not what they get instead.
 */
export function doubtInheritance(tree: Tree, document: AppHostContent, sites: readonly KnownSite[]): void {
  const barriers = barriersIn(document, sites);
  if (barriers.size === 0) return;
  for (const location of applicationRoots(sites)) {
    const level = tree.find(location);
    for (const half of bothHalves) {
      let setter = level;
      while (setter !== undefined && setter.anonymous?.[half] === undefined)
        setter = setter.above("anonymous");
      if (setter === undefined || setter === level || !barriers.has(locationKey(setter.location))) continue;
      level?.doubt("anonymous", [half], keptApart);
    }
  }
}

function applicationRoots(sites: readonly KnownSite[]): ReadonlySet<LocationKey> {
  return new Set(
    sites.flatMap(({ site, id }) =>
      ["/", ...site.applications.map(({ element }) => element.attributes.text("path") ?? "/")].map((path) =>
        locationKey(locationInSite({ id }, absolutePath(path))),
      ),
    ),
  );
}

/** Why an application may not inherit what a tag above it sets. */
export const keptApart =
  'The location tag that it would inherit from has, or may have, inheritInChildApplications="false", and this is another application.';

/** The locations of tags that may not hand down what they set. */
function barriersIn(
  { scopes, tagsMayKeepApart = false }: AppHostContent,
  sites: readonly KnownSite[],
): ReadonlySet<string> {
  const byName = sitesByName(sites);
  const barriers = new Set<string>();
  for (const { tag, path, anonymous } of scopes) {
    const inherits = tag?.attributes.text("inheritInChildApplications")?.trim().toLowerCase() ?? "true";
    const isKnown = tag === undefined || !tagsMayKeepApart;
    if ((inherits === "true" && isKnown) || anonymous.length === 0) continue;
    if (isServer(path)) barriers.add("/LM/W3SVC");
    const [site = ""] = path.split("/", 1);
    const inTree = pathBehindSite(path.slice(site.length));
    for (const each of byName.get(foldCase(site)) ?? [])
      barriers.add(locationKey(locationInSite(each, inTree)));
  }
  return barriers;
}

const lookUp = once((content: AppHostContent) => {
  const sites = knownSites(content);
  return { barriers: barriersIn(content, sites), applications: [...applicationRoots(sites)] };
});

/**
 * True for a change after which a location tag would keep one half more from applications beneath it, or one less: what those
 * would get instead is not documented.
 *
 * @param level that of the change
 */
export function changesWhatIsKept(
  content: AppHostContent,
  { location, anonymous }: Pick<Level, "location" | "anonymous">,
  change: Pick<Change, "kind" | "userName" | "password">,
): boolean {
  const { barriers, applications } = lookUp(content);
  const key = locationKey(location);
  if (change.kind !== "anonymous" || !barriers.has(key)) return false;
  const isOther = bothHalves.some((half) => {
    const wanted = change[half];
    return wanted !== undefined && "set" in wanted !== (anonymous?.[half] !== undefined);
  });
  return isOther && applications.some((application) => application.startsWith(`${key}/`));
}
