import { elementsAt, folded, type ConfigElement } from "./apphost-tree";

/** An application of a site; `path` is "" for the root application. */
export interface Application {
  readonly path: string;
  readonly element: ConfigElement;
  /** The site has another application of the same path: nobody can tell which one is meant. */
  readonly unclear: boolean;
}

export interface Site {
  readonly name: string;
  /** The canonical location of the site, `/LM/W3SVC/ID`. */
  readonly location: string;
  readonly element: ConfigElement;
  readonly applications: readonly Application[];
  /** Another site has its name or its id, or the section is there twice. */
  readonly unclear: boolean;
}

/** A location tag's path as a place of one site. */
export interface Place {
  readonly site: Site;
  /** What follows the site's name, such as `/app/dir`, or "". */
  readonly url: string;
  /** The path is spelled in a way that IIS never writes, with an empty segment, a backslash, `.` or `..`. */
  readonly unclear: boolean;
}

const pathOf = (element: ConfigElement): string => {
  const path = element.attributes["path"] ?? "";
  return path === "/" ? "" : path;
};

/** The address of a virtual directory below its site: an application's path, then its own; "" for the root's root. */
export function addressOf(application: Application, directory: ConfigElement): string {
  return application.path + pathOf(directory);
}

/** The sites of a `sites` section. One without a number as its id is not a site: the schema requires the number. */
export function sitesOf(sections: readonly ConfigElement[]): readonly Site[] {
  const elements = elementsAt(sections, "site").filter(({ attributes }) =>
    /^\d+$/.test(attributes["id"] ?? ""),
  );
  const nameOf = ({ attributes }: ConfigElement): string => attributes["name"] ?? "";
  const idOf = ({ attributes }: ConfigElement): number => Number(attributes["id"]);
  return elements.map((element) => {
    const others = elements.filter((other) => other !== element);
    const applications = elementsAt([element], "application");
    return {
      name: nameOf(element),
      location: `/LM/W3SVC/${String(idOf(element))}`,
      element,
      applications: applications.map((application) => ({
        path: pathOf(application),
        element: application,
        unclear: applications.some(
          (other) => other !== application && folded(pathOf(other)) === folded(pathOf(application)),
        ),
      })),
      unclear:
        sections.length > 1 ||
        others.some(
          (other) => idOf(other) === idOf(element) || folded(nameOf(other)) === folded(nameOf(element)),
        ),
    };
  });
}

/**
 * What a location tag's path means: the text before the first slash is a site's name, ignoring case, whatever else it looks
 * like. Nothing where no site has that name; more than one place where several have it.
 */
export function placesOf(sites: readonly Site[], path: string): readonly Place[] {
  const from = path.replace(/^\/+/, "");
  const end = from.indexOf("/");
  const name = end < 0 ? from : from.slice(0, end);
  const rest = end < 0 ? "" : from.slice(end);
  const segments = rest.split(/[/\\]/).filter((segment) => segment !== "" && segment !== ".");
  const url = segments.map((segment) => `/${segment}`).join("");
  const unclear = from !== path || url !== rest || segments.includes("..");
  return sites
    .filter((site) => folded(site.name) === folded(name))
    .map((site) => ({ site, url, unclear: unclear || site.unclear }));
}

/** The path of the application that serves a place: the longest that the address begins with, by whole segments. */
export function applicationAt(site: Site, url: string): string {
  return site.applications
    .map(({ path }) => folded(path))
    .filter((path) => `${folded(url)}/`.startsWith(`${path}/`))
    .reduce((longest, path) => (path.length > longest.length ? path : longest), "");
}
