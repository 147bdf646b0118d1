import type { ConfigElement, PoolsSection, Scope } from "./apphost-document";
import type { Home } from "./level";

const section = ["system.webServer", "security", "authentication", "anonymousAuthentication"];

/**
 * The first location tag that a section can be put into: one that has nothing but its path, since any other attribute holds for
 * each section in it.
 */
export function homeInTag(scopes: readonly Scope[]): Home | undefined {
  const plain = scopes.find(({ tag }) => tag !== undefined && hasPathAlone(tag));
  return plain?.tag && { element: plain.tag, inside: section };
}

function hasPathAlone({ attributes }: ConfigElement): boolean {
  for (const name of attributes.keys()) if (name !== "path") return false;
  return true;
}

/** The same for a tag that is made for it. */
export const homeInNewTag = section;

export function homeOfDefaults(sections: readonly PoolsSection[]): Home | undefined {
  const defaults = sections.flatMap((each) => each.defaults)[0];
  if (defaults !== undefined) return { element: defaults.element, inside: ["processModel"] };
  const [first] = sections;
  return first && { element: first.element, inside: ["applicationPoolDefaults", "processModel"] };
}

const directoryDefaults = ["virtualDirectoryDefaults"];

/** @param element an application, a site, or all sites */
export function homeOfDirectories(element: ConfigElement | undefined): Home | undefined {
  return element && { element, inside: directoryDefaults };
}
