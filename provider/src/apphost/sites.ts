import { foldCase, grouped } from "../domain";
import type { AppHostContent, Site } from "./apphost-document";

/** A site with what distinguishes it from others. */
export interface KnownSite {
  readonly site: Site;
  /** As it is written in a canonical location; U+FFFD if it is not a number. */
  readonly id: string;
  readonly name: string;
  /** The same for any case. */
  readonly foldedName: string;
  /** Why its id does not identify the site. */
  doubtfulId: string | undefined;
  /** Why its name does not identify the site; location tags name sites by it. */
  doubtfulName: string | undefined;
}

/** All sites of a configuration; there should be one of each id, and of each name, ignoring case. */
export interface Sites {
  readonly all: readonly Readonly<KnownSite>[];
  readonly byId: ReadonlyMap<string, readonly Readonly<KnownSite>[]>;
  readonly byName: ReadonlyMap<string, readonly Readonly<KnownSite>[]>;
}

export function sitesIn({ sites: sections }: Pick<AppHostContent, "sites">): Sites {
  const doubtfulId = sections.length > 1 ? "The section sites occurs more than once in the file." : undefined;
  const all: KnownSite[] = [];
  for (const { sites } of sections)
    for (const site of sites) {
      const name = nameOf(site);
      const foldedName = foldCase(name);
      all.push({ site, id: idOf(site), name, foldedName, doubtfulId, doubtfulName: undefined });
    }
  const byId = grouped(all, ({ id }) => id);
  const byName = grouped(all, ({ foldedName }) => foldedName);
  for (const twins of byName.values())
    if (twins.length > 1)
      for (const site of twins) site.doubtfulName = "The name of its site occurs more than once in the file.";
  for (const [id, twins] of byId)
    if (id === unknownId || twins.length > 1)
      for (const site of twins)
        site.doubtfulId ??=
          id === unknownId
            ? "The site has no id that is a number."
            : "The id of its site occurs more than once in the file.";
  return { all, byId, byName };
}

/** Of sites without a number. */
export const unknownId = "\ufffd";

/** Without leading zeros: IIS reads a number. */
function idOf({ element }: Site): string {
  const text = element.attributes.text("id") ?? "";
  if (!/^\d{1,10}$/.test(text)) return unknownId;
  return text.startsWith("0") ? String(Number(text)) : text;
}

function nameOf({ element }: Site): string {
  return element.attributes.text("name") ?? "";
}
