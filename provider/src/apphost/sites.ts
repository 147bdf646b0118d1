import { foldCase, grouped } from "../domain";
import type { AppHostContent, Site } from "./apphost-document";

/** A site with what distinguishes it from others. */
export interface KnownSite {
  readonly site: Site;
  /** As it is written in a canonical location; U+FFFD if it is not a number. */
  readonly id: string;
  readonly name: string;
  /** Why its id does not identify the site. */
  readonly doubtfulId: string | undefined;
  /** Why its name does not identify the site; location tags name sites by it. */
  readonly doubtfulName: string | undefined;
}

/** The sites by name, ignoring case; several of one name are in one list. */
export type SitesByName = ReadonlyMap<string, readonly KnownSite[]>;

const moreSections = "The section sites occurs more than once in the file.";

export function knownSites({ sites }: Pick<AppHostContent, "sites">): readonly KnownSite[] {
  const all = sites.flatMap((section) =>
    section.sites.map((site) => ({ site, id: idOf(site), name: nameOf(site) })),
  );
  const ids = grouped(all, ({ id }) => id);
  const names = sitesByName(all);
  return all.map(({ site, id, name }) => ({
    site,
    id,
    name,
    doubtfulId:
      sites.length > 1
        ? moreSections
        : id === unknownId
          ? "The site has no id that is a number."
          : (ids.get(id)?.length ?? 0) > 1
            ? "The id of its site occurs more than once in the file."
            : undefined,
    doubtfulName:
      (names.get(foldCase(name))?.length ?? 0) > 1
        ? "The name of its site occurs more than once in the file."
        : undefined,
  }));
}

export function sitesByName<Named extends Pick<KnownSite, "name">>(
  sites: readonly Named[],
): ReadonlyMap<string, readonly Named[]> {
  return grouped(sites, ({ name }) => foldCase(name));
}

const unknownId = "\ufffd";

/** Without leading zeros: IIS reads a number. */
function idOf({ element }: Site): string {
  const text = element.attributes.text("id") ?? "";
  return /^\d{1,10}$/.test(text) ? String(Number(text)) : unknownId;
}

function nameOf({ element }: Site): string {
  return element.attributes.text("name") ?? "";
}
