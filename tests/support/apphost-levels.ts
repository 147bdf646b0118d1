import { elementsAt, folded, type ConfigElement } from "./apphost-tree";
import { addressOf, applicationAt, placesOf, sitesOf, type Site } from "./apphost-sites";

export type KeyType =
  | "anonymousAuthentication"
  | "processModel"
  | "virtualDirectory"
  | "applicationPoolDefaults"
  | "virtualDirectoryDefaults";

/** A place that can hold a user name and a password of one kind, with all elements of the file that mean it. */
export interface Level {
  readonly kind: "anonymous" | "wam" | "unc";
  readonly keyType: KeyType;
  readonly location: string;
  readonly name: string;
  readonly elements: readonly ConfigElement[];
  /** Nobody can tell what is set here. */
  readonly unclear: boolean;
  /** What is set here is in another file (configSource, childSource). */
  readonly elsewhere: boolean;
  /** The locations that it takes a missing half from, the nearest first; not each of them is a level. */
  readonly chain: readonly string[];
  /** Anonymous only: the canonical location of the application that serves it. */
  readonly application?: string;
  /** Its tag says inheritInChildApplications="false": what other applications take from it is unclear. */
  readonly keptToApplication?: boolean;
}

const server = "/LM/W3SVC";
const pools = `${server}/AppPools`;

/** Levels of one kind and location are one level, in which more than one element is unclear. */
function merged(levels: readonly Level[]): ReadonlyMap<string, Level> {
  const found = new Map<string, Level>();
  for (const level of levels) {
    const key = keyOf(level.kind, level.location);
    const same = found.get(key);
    const elements = [...(same?.elements ?? []), ...level.elements];
    const elsewhere = same?.elsewhere === true || level.elsewhere || elements.some(hasSource);
    found.set(key, {
      ...(same ?? level),
      elements,
      elsewhere,
      unclear: same?.unclear === true || level.unclear || elsewhere || elements.length > 1,
      keptToApplication: same?.keptToApplication === true || level.keptToApplication === true,
    });
  }
  return found;
}

const keyOf = (kind: Level["kind"], location: string): string => `${kind} ${folded(location)}`;

/** Whether a section is in another file. */
function hasSource({ attributes }: ConfigElement): boolean {
  return attributes["configSource"] !== undefined || attributes["childSource"] !== undefined;
}

function isServers({ attributes }: ConfigElement): boolean {
  return ["", "."].includes(attributes["path"] ?? "");
}

function anonymousLevels(root: ConfigElement, sites: readonly Site[]): readonly Level[] {
  const section = "system.webServer/security/authentication/anonymousAuthentication";
  const common = { kind: "anonymous", keyType: "anonymousAuthentication", elsewhere: false } as const;
  const ofServer = { ...common, location: server, name: "", unclear: false, chain: [] };
  return elementsAt([root], "location").reduce<Level[]>(
    (levels, tag) => {
      const elements = elementsAt([tag], section);
      if (elements.length === 0) return levels;
      const keptToApplication = /^false$/i.test(tag.attributes["inheritInChildApplications"] ?? "");
      if (isServers(tag)) return [...levels, { ...ofServer, elements, keptToApplication }];
      const places = placesOf(sites, tag.attributes["path"] ?? "").map(({ site, url, unclear }): Level => {
        const top = `${site.location}/ROOT`;
        const segments = url.split("/").slice(1);
        const ancestors = segments.map((_, index) => [top, ...segments.slice(0, index)].join("/")).reverse();
        return {
          ...common,
          location: top + url,
          name: site.name + url,
          elements,
          unclear,
          chain: [...ancestors, server],
          application: top + applicationAt(site, url),
          keptToApplication,
        };
      });
      return [...levels, ...places];
    },
    [{ ...ofServer, elements: elementsAt([root], section) }],
  );
}

function poolLevels(sections: readonly ConfigElement[]): readonly Level[] {
  const twice = sections.length > 1;
  const elements = elementsAt(sections, "add");
  const nameOf = ({ attributes }: ConfigElement): string => attributes["name"] ?? "";
  return [
    {
      kind: "wam",
      keyType: "applicationPoolDefaults",
      location: pools,
      name: "",
      elements: elementsAt(sections, "applicationPoolDefaults/processModel"),
      unclear: twice,
      elsewhere: sections.some(hasSource),
      chain: [],
    },
    ...elements.map((pool): Level => ({
      kind: "wam",
      keyType: "processModel",
      location: `${pools}/${nameOf(pool)}`,
      name: nameOf(pool),
      elements: elementsAt([pool], "processModel"),
      unclear:
        twice || elements.some((other) => other !== pool && folded(nameOf(other)) === folded(nameOf(pool))),
      elsewhere: false,
      chain: [pools],
    })),
  ];
}

function directoryLevels(sections: readonly ConfigElement[], sites: readonly Site[]): readonly Level[] {
  const defaults = (
    of: Pick<Level, "location" | "name" | "unclear" | "chain">,
    parents: readonly ConfigElement[],
  ): Level => ({
    kind: "unc",
    keyType: "virtualDirectoryDefaults",
    elsewhere: false,
    elements: elementsAt(parents, "virtualDirectoryDefaults"),
    ...of,
  });
  const levels = [
    {
      ...defaults({ location: server, name: "", unclear: sections.length > 1, chain: [] }, sections),
      elsewhere: sections.some(hasSource),
    },
  ];
  for (const { location: ofSite, name, element, unclear: unclearSite, applications } of sites) {
    const top = `${ofSite}/ROOT`;
    levels.push(defaults({ location: ofSite, name, unclear: unclearSite, chain: [server] }, [element]));
    for (const application of applications) {
      const unclear = unclearSite || application.unclear;
      const [location, native] = [`${top}${application.path}/*`, name + application.path];
      levels.push(
        defaults({ location, name: native, unclear, chain: [ofSite, server] }, [application.element]),
      );
      for (const directory of elementsAt([application.element], "virtualDirectory")) {
        const address = addressOf(application, directory);
        levels.push({
          kind: "unc",
          keyType: "virtualDirectory",
          location: top + address,
          name: name + address,
          elements: [directory],
          unclear,
          elsewhere: false,
          chain: [location, ofSite, server],
        });
      }
    }
  }
  return levels;
}

/** A level of a kind by its location, compared as Windows does. */
export type LevelAt = (kind: Level["kind"], location: string) => Level | undefined;

/** Every place of a configuration that can hold a credential, whether it holds one or not. */
export function levelsOf(root: ConfigElement): { readonly levels: readonly Level[]; readonly at: LevelAt } {
  const parts = [root, ...elementsAt([root], "location").filter(isServers)];
  const sections = elementsAt(parts, "system.applicationHost/sites");
  const sites = sitesOf(sections);
  const found = merged([
    ...anonymousLevels(root, sites),
    ...poolLevels(elementsAt(parts, "system.applicationHost/applicationPools")),
    ...directoryLevels(sections, sites),
  ]);
  return {
    levels: [...found.values()],
    at: (kind, location) => found.get(keyOf(kind, location)),
  };
}
