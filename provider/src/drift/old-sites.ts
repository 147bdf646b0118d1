import { foldCase, grouped, type ObservedKey, type Snapshot } from "../domain";

interface NamedSite {
  readonly id: string;
  readonly name: string;
}

/**
 * Which site of another server a site is, by its number in a location: one with the same number, otherwise the only one with
 * its name. The reason where it is none of them, or may be another.
 */
export function matchSites(
  old: Snapshot,
  target: Snapshot,
): (id: string) => { readonly id: string } | { readonly reason: string } {
  const [before, there] = [sitesOf(old), sitesOf(target)];
  const known = new Map(before.map((site) => [site.id, site]));
  const byId = new Map(there.map((site) => [site.id, site]));
  const [namesBefore, namesThere] = [byName(before), byName(there)];
  const found = (id: string): NamedSite | string => {
    const name = known.get(id)?.name ?? "";
    const sameId = byId.get(id);
    const sameName = name === "" ? [] : (namesThere.get(foldCase(name)) ?? []);
    if (sameId !== undefined) {
      const other = sameName.includes(sameId) ? undefined : sameName[0];
      return other === undefined
        ? sameId
        : `The new server gives its number to ${sameId.name} and its name to site ${other.id}: which of them is meant is not clear.`;
    }
    const [only, more] = sameName;
    if (only === undefined) return "The new server has no site with its number or its name.";
    return more === undefined && namesBefore.get(foldCase(name))?.length === 1
      ? only
      : "Its name is that of several sites, so which of them is meant is not clear.";
  };
  const all = new Map(before.map(({ id }) => [id, found(id)]));
  const taken = grouped([...all.values()], (site) => (typeof site === "string" ? "" : site.id));
  return (id) => {
    const site = all.get(id) ?? found(id);
    if (typeof site === "string") return { reason: site };
    return (taken.get(site.id)?.length ?? 0) > 1
      ? { reason: `More than one site would be ${site.name} of the new server.` }
      : { id: site.id };
  };
}

function sitesOf({ keys }: Snapshot): readonly NamedSite[] {
  return keys.flatMap((key: ObservedKey) => {
    const [, id] = /^\/LM\/W3SVC\/(\d+)$/i.exec(key.location) ?? [];
    return id === undefined ? [] : [{ id, name: key.settings?.ServerComment ?? "" }];
  });
}

const byName = (sites: readonly NamedSite[]): ReadonlyMap<string, readonly NamedSite[]> =>
  grouped(sites, ({ name }) => foldCase(name));
