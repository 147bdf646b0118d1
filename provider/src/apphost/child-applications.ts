import { foldCase, locationKey, once, type Change } from "../domain";
import type { AppHostContent } from "./apphost-document";
import { isServer } from "./content-builder";
import { sitesIn, type KnownSite, type Sites } from "./sites";
import { bothHalves, type Level } from "./level";
import type { Branch } from "./tree";
import { absolutePath, locationInSite, pathBehindSite } from "./url-path";

/**
 * Marks as unclear what applications would inherit through a location tag with inheritInChildApplications="false":
 * documents say that they don't inherit it, and not what they get instead.
 */
export function doubtInheritance(
  branch: Branch,
  sites: readonly KnownSite[],
  barriers: ReadonlySet<string>,
): void {
  if (barriers.size === 0) return;
  for (const path of sites.flatMap(applicationPaths)) {
    const level = branch.find(path);
    for (const half of bothHalves) {
      let setter = level;
      while (setter !== undefined && setter.anonymous?.[half] === undefined)
        setter = setter.above("anonymous");
      if (setter === undefined || setter === level || !barriers.has(locationKey(setter.location))) continue;
      level?.doubt("anonymous", [half], keptApart);
    }
  }
}

function applicationPaths({ site }: KnownSite): readonly string[] {
  const paths = site.applications.map(({ element }) => element.attributes.text("path") ?? "/");
  return ["/", ...paths].map((path) => absolutePath(path).path);
}

/** Why an application may not inherit what a tag above it sets. */
export const keptApart =
  'The location tag that it would inherit from has, or may have, inheritInChildApplications="false", and this is another application.';

/** The locations of tags that may not hand down what they set. */
export function barriersIn(
  { scopes, tagsMayKeepApart = false }: AppHostContent,
  byName: Sites["byName"],
): ReadonlySet<string> {
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
  const { all, byName } = sitesIn(content);
  const applications = all.flatMap((site) =>
    applicationPaths(site).map((path) => locationKey(locationInSite(site, { path }))),
  );
  return { barriers: barriersIn(content, byName), applications };
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
