import type { ElementPlace } from "../../agent";
import { locate, type AppHostContent, type Level } from "../../apphost";
import type { Change, Location } from "../../domain";

/** The element that a change is of; `undefined` where the configuration has none. */
export function placeOf(content: AppHostContent, change: Change): ElementPlace | undefined {
  const level = locate(content).find(change.location);
  const element = level?.[change.kind]?.name;
  if (level === undefined || element === undefined) return undefined;
  switch (element) {
    case "applicationPoolDefaults":
      return { element };
    case "processModel":
      return { element, path: level.name };
    case "anonymousAuthentication":
      return isServer(level) ? { element } : { element, site: siteOf(level), path: partsOf(level).join("/") };
    case "virtualDirectoryDefaults":
      if (isServer(level)) return { element };
      if (level.type === "IIsWebServer") return { element, site: siteOf(level) };
      return { element, site: siteOf(level), path: pathOf(applicationOf(level)) };
    case "virtualDirectory": {
      const application = level.above("unc");
      if (application === undefined) return undefined;
      const around = applicationOf(application);
      const own = partsOf(level).slice(around.length);
      return { element, site: siteOf(level), path: pathOf(around), directory: pathOf(own) };
    }
  }
}

function isServer({ type }: Level): boolean {
  return type === "IIsWebService";
}

/** The number of its site, from `/LM/W3SVC/ID/…`. */
function siteOf({ location }: { readonly location: Location }): string {
  return location.split("/")[3] ?? "";
}

/** What follows the site's name in the level's own. */
function partsOf({ name }: Level): readonly string[] {
  return name.split("/").slice(1);
}

/** Of the defaults of an application, which are named `Site/app/*`. */
function applicationOf(level: Level): readonly string[] {
  return partsOf(level).slice(0, -1);
}

function pathOf(parts: readonly string[]): string {
  return `/${parts.join("/")}`;
}
