import {
  foldCase,
  IdentityError,
  locationKey,
  parseLocation,
  printable,
  type Kind,
  type Location,
} from "../domain";
import { poolsLocation, serverLocation, serverName, type Located } from "./locate";
import type { Sites } from "./sites";
import { locationInSite, pathOf } from "./url-path";

/**
 * Finds the location that people mean by what they write: canonical (`/LM/W3SVC/1/ROOT/app`, `W3SVC/1/ROOT/app`), native
 * (`Default Web Site/app`), or the bare name of a site or a pool. With a leading slash it is always canonical. Where no
 * site and no pool has the name, it is read as canonical, whether there is such a key or not.
 */
export class NameResolver {
  readonly #sites: Sites["byName"];
  readonly #ids: ReadonlySet<string>;
  readonly #pools: ReadonlyMap<string, Location>;
  /** How far into a text a site's name may reach. */
  readonly #longest: number;

  constructor({ sites, byName, pools }: Located) {
    this.#sites = byName;
    this.#ids = new Set(sites.map(({ id }) => id));
    this.#longest = sites.reduce((longest, { name }) => Math.max(longest, name.length), 0);
    this.#pools = new Map(pools.slice(1).map(({ location, name }) => [foldCase(name), location]));
  }

  /**
   * @param kind which credential is meant there; left out for a part of the tree, where a site's name means all of it
   * @throws IdentityError E_LOCATION for what can't be a location, and for what can be two
   */
  resolve(text: string, kind?: Kind): Location {
    const readings = new Map<string, Location>();
    const add = (location: Location | undefined): void => {
      if (location !== undefined) readings.set(locationKey(location), location);
    };
    const isCanonicalAlone = /^[/\\]/.test(text);
    if (isCanonicalAlone || this.#isInTree(text)) add(this.#meant(parseLocation(text), kind));
    if (!isCanonicalAlone) for (const location of this.#native(text, kind)) add(location);
    const [first, ...others] = readings.values();
    if (first === undefined) return parseLocation(text);
    if (others.length > 0) throw twoReadings(text, [...readings.values()]);
    return first;
  }

  /** True for `W3SVC/…` where that names a part of the tree that is there. */
  #isInTree(text: string): boolean {
    const parts = foldCase(text).split(/[/\\]/);
    if (parts[0] === "LM") parts.shift();
    const [service, part = ""] = parts;
    return service === "W3SVC" && (part === "" || part === "APPPOOLS" || this.#ids.has(part));
  }

  /** A site has no anonymous credential of its own: that of its root is meant. */
  #meant(location: Location, kind: Kind | undefined): Location {
    const id = kind === "anonymous" ? /^\/LM\/W3SVC\/(\d+)$/i.exec(location)?.[1] : undefined;
    return id !== undefined && this.#ids.has(id) ? locationInSite({ id }, { path: "" }) : location;
  }

  *#native(text: string, kind: Kind | undefined): Generator<Location> {
    const folded = foldCase(text);
    if (folded === serverName) yield kind === "wam" ? poolsLocation : serverLocation;
    const pool = kind === undefined || kind === "wam" ? this.#pools.get(folded) : undefined;
    if (pool !== undefined) yield pool;
    if (kind === "wam") return;
    const path = folded.startsWith(`${serverName}/`) ? text.slice(serverName.length + 1) : text;
    // A site's name may hold backslashes, and a backslash may mean a slash.
    const slash = path.indexOf("/");
    const whole = slash < 0 ? path.length : slash;
    for (let end = 0; end <= Math.min(whole, this.#longest); end += 1) {
      if (end < whole && path.charAt(end) !== "\\") continue;
      const rest = path.slice(end + 1).split(/[/\\]/);
      if (rest.at(-1) === "") rest.pop();
      for (const { id } of this.#sites.get(foldCase(path.slice(0, end))) ?? []) {
        if (rest.includes("")) continue;
        yield locationInSite(
          { id },
          kind === undefined && end === path.length ? undefined : { path: pathOf(rest) },
        );
      }
    }
  }
}

function twoReadings(text: string, readings: readonly Location[]): IdentityError {
  const forms = readings.map(printable);
  return new IdentityError({
    code: "E_LOCATION",
    message: `${printable(text)} can mean ${forms.join(" and ")}.`,
    hint: `Write ${forms.join(" or ")}.`,
  });
}
