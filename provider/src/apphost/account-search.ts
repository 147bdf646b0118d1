import { foldCase, kinds } from "../domain";
import type { ConfigElement, Scope } from "./apphost-document";
import { WrittenElement, type AttributePlaces } from "./attribute-list";
import type { Level } from "./level";
import { pathBehindSite } from "./url-path";
import { addressOf, addressOfName, rootAddress } from "./written-address";
import type { RowRange } from "./written-site";

type Meaning = "userName" | "password" | "path" | "name" | "odd" | "other";

const usual: ReadonlyMap<string, Meaning> = new Map([
  ["userName", "userName"],
  ["password", "password"],
  ["path", "path"],
  ["name", "name"],
  ["identityType", "other"],
  ["configSource", "odd"],
]);

// In another case they make unclear what is set.
const decisive: ReadonlySet<string> = new Set(["USERNAME", "PASSWORD", "IDENTITYTYPE"]);

function meaningOf(name: string): Meaning {
  return usual.get(name) ?? (decisive.has(foldCase(name)) ? "odd" : "other");
}

/** Looks in one configuration for the levels that set a half of a credential of an account, or may. */
export class AccountSearch {
  /** Of the file's names of attributes. */
  readonly #meanings: Meaning[] = [];
  /** What is known of the site, or the section of pools, that is looked at. */
  readonly #addresses = new Set<number>();

  /** The sites with location tags in which it may be. */
  readonly #inTags = new Set<string>();

  /**
   * @param isAccount recognises the names of the account
   * @param tags the location tags by the name of their site, for any case
   */
  constructor(
    private readonly isAccount: (userName: string) => boolean,
    tags: ReadonlyMap<string, readonly Scope[]>,
  ) {
    for (const [site, of] of tags) if (this.#mayBeInAny(of, site.length)) this.#inTags.add(site);
  }

  /** False where all that a level sets is of other accounts, by the names that it sets itself, and clear. */
  mayBeAt(level: Level): boolean {
    if (level.ambiguous !== undefined) return true;
    for (const kind of kinds) {
      const credential = level[kind];
      if (credential === undefined) continue;
      const { nameText: name } = credential;
      if (name === undefined ? credential.setsPassword : this.isAccount(name)) return true;
    }
    return false;
  }

  /** False only where that is false of each level that the location tags of a site make. @param site its name for any case */
  mayBeInTags(site: string): boolean {
    return this.#inTags.has(site);
  }

  /**
   * The same of the elements in a site, or in the section of pools, as long as nothing beside them makes them unclear. What is
   * written in an unusual way has to be looked at as levels.
   */
  mayBeIn({ rows, first, last }: RowRange): boolean {
    const { places } = rows;
    this.#addresses.clear();
    let [application, hasDefaults] = [rootAddress, false];
    for (let at = first; at < last; at += 1) {
      const [begin, end] = [rows.first(at), rows.last(at)];
      switch (rows.role(at)) {
        case "binding":
        case "applicationDefaults":
          break;
        case "application": {
          const address = this.#address(places, begin, end, rootAddress);
          if (address === undefined) return true;
          application = address;
          break;
        }
        case "virtualDirectory":
          if (this.#isTaken(this.#address(places, begin, end, application))) return true;
          if (this.#mayBeSet(places, begin, end)) return true;
          break;
        case "pool":
          if (this.#isTaken(this.#nameOf(places, begin, end))) return true;
          break;
        case "poolDefaults":
          if (hasDefaults) return true;
          hasDefaults = true;
          break;
        case "processModel":
          if (rows.role(at - 1) === "processModel" || this.#mayBeSet(places, begin, end)) return true;
          break;
        default:
          return true;
      }
    }
    return false;
  }

  /** @param site the length of the name of their site */
  #mayBeInAny(tags: readonly Scope[], site: number): boolean {
    const paths = tags.length > 1 ? new Set<string>() : undefined;
    for (const { path, anonymous } of tags) {
      const [element] = anonymous;
      if (element === undefined) continue;
      const behind = path.slice(site);
      if (anonymous.length > 1 || !pathBehindSite(behind).isPlain || this.#mayBeSetBy(element)) return true;
      if (paths === undefined) continue;
      if (paths.has(foldCase(behind))) return true;
      paths.add(foldCase(behind));
    }
    return false;
  }

  #mayBeSetBy(element: ConfigElement): boolean {
    return (
      !(element instanceof WrittenElement) || this.#mayBeSet(element.places, element.first, element.last)
    );
  }

  #mayBeSet(places: AttributePlaces, first: number, last: number): boolean {
    let userName: string | undefined;
    let hasPassword = false;
    for (let at = first; at < last; at += 1) {
      const meaning = this.#meaningOf(places, at);
      if (meaning === "odd") return true;
      if (meaning === "userName") userName = places.textOf(at);
      else if (meaning === "password") hasPassword = true;
    }
    if (userName === undefined) return hasPassword;
    // Nobody knows whose a sealed name is.
    return this.isAccount(userName) || userName.startsWith("[enc:");
  }

  /** True for the address of something else, and for one that is not known. */
  #isTaken(address: number | undefined): boolean {
    if (address === undefined || this.#addresses.has(address)) return true;
    this.#addresses.add(address);
    return false;
  }

  #address(places: AttributePlaces, first: number, last: number, above: number): number | undefined {
    const at = this.#find(places, "path", first, last);
    if (at < 0) return above;
    return addressOf(places.units, places.valueStart(at), places.valueEnd(at), above);
  }

  #nameOf(places: AttributePlaces, first: number, last: number): number | undefined {
    const at = this.#find(places, "name", first, last);
    return at < 0 ? undefined : addressOfName(places.units, places.valueStart(at), places.valueEnd(at));
  }

  #find(places: AttributePlaces, wanted: Meaning, first: number, last: number): number {
    for (let at = first; at < last; at += 1) if (this.#meaningOf(places, at) === wanted) return at;
    return -1;
  }

  #meaningOf(places: AttributePlaces, attribute: number): Meaning {
    return (this.#meanings[places.nameNumber(attribute)] ??= meaningOf(places.nameOf(attribute)));
  }
}
