import { foldCase, kinds, type AccountNames } from "../domain";
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

const blank = 0x20;
const semicolon = 0x3b;
const bracket = 0x5b;
const ampersand = 0x26;

/** Of each unit of ASCII, 0 where no name of the account is written with it at its end. A reference ends in a semicolon. */
function lastUnits({ ends }: AccountNames): Uint8Array {
  return Uint8Array.from({ length: 0x80 }, (_, unit) => {
    if (ends === undefined || unit <= blank || unit === semicolon) return 1;
    return ends.has(foldCase(String.fromCharCode(unit))) ? 1 : 0;
  });
}

/** Looks in one configuration for the levels that set a half of a credential of an account, or may. */
export class AccountSearch {
  readonly #lastUnits: Uint8Array;
  /** Of the file's names of attributes. */
  readonly #meanings: Meaning[] = [];
  /** Of the site, or the section of pools, that is looked at: the hashes of the addresses, or names, that were met. */
  readonly #addresses = new Set<number>();

  /** Of the element that was read: the numbers of these attributes, -1 where there is none. */
  #path = -1;
  #name = -1;
  #userName = -1;
  #hasPassword = false;
  /** True where what it sets is unclear. */
  #isOdd = false;

  /** The sites with location tags in which it may be. */
  readonly #inTags = new Set<string>();

  /**
   * @param isAccount recognises the names of the account
   * @param tags the location tags by the name of their site, for any case
   */
  constructor(
    private readonly isAccount: AccountNames,
    tags: ReadonlyMap<string, readonly Scope[]>,
  ) {
    this.#lastUnits = lastUnits(isAccount);
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
  mayBeIn({ rows, first, end }: RowRange): boolean {
    const { places } = rows;
    this.#addresses.clear();
    let application: number | undefined = rootAddress;
    let hasDefaults = false;
    for (let at = first; at < end; at += 1) {
      const role = rows.role(at);
      if (role === "binding" || role === "applicationDefaults") continue;
      this.#read(places, rows.firstAttribute(at), rows.attributesEnd(at));
      switch (role) {
        case "application":
          application = this.#address(places, rootAddress);
          if (application === undefined) return true;
          break;
        case "virtualDirectory":
          if (this.#isTaken(this.#address(places, application)) || this.#mayBeSet(places)) return true;
          break;
        case "pool":
          if (this.#isTaken(this.#nameOf(places))) return true;
          break;
        case "poolDefaults":
          if (hasDefaults) return true;
          hasDefaults = true;
          break;
        case "processModel":
          if (rows.role(at - 1) === "processModel" || this.#mayBeSet(places)) return true;
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
    if (!(element instanceof WrittenElement)) return true;
    this.#read(element.places, element.firstAttribute, element.attributesEnd);
    return this.#mayBeSet(element.places);
  }

  /** Finds the attributes of an element that count. */
  #read(places: AttributePlaces, first: number, end: number): void {
    this.#path = -1;
    this.#name = -1;
    this.#userName = -1;
    this.#hasPassword = false;
    this.#isOdd = false;
    for (let at = first; at < end; at += 1) {
      const meaning = (this.#meanings[places.nameNumber(at)] ??= meaningOf(places.nameOf(at)));
      if (meaning === "path") this.#path = at;
      else if (meaning === "name") this.#name = at;
      else if (meaning === "userName") this.#userName = at;
      else if (meaning === "password") this.#hasPassword = true;
      else if (meaning === "odd") this.#isOdd = true;
    }
  }

  /** Whether the element that was read sets it. */
  #mayBeSet(places: AttributePlaces): boolean {
    if (this.#isOdd) return true;
    if (this.#userName < 0) return this.#hasPassword;
    const start = places.valueStart(this.#userName);
    const end = places.valueEnd(this.#userName);
    const first = places.units[start];
    // Most names of others are never made a text.
    const isOthers = start < end && this.#lastUnits[places.units[end - 1] ?? 0] === 0;
    if (isOthers && first !== bracket && first !== ampersand) return false;
    const userName = places.textOf(this.#userName);
    // Nobody knows whose a sealed name is.
    return this.isAccount(userName) || userName.startsWith("[enc:");
  }

  /** True for the address of something else, and for one that is not known. */
  #isTaken(address: number | undefined): boolean {
    if (address === undefined || this.#addresses.has(address)) return true;
    this.#addresses.add(address);
    return false;
  }

  #address(places: AttributePlaces, above: number): number | undefined {
    const at = this.#path;
    return at < 0 ? above : addressOf(places.units, places.valueStart(at), places.valueEnd(at), above);
  }

  #nameOf(places: AttributePlaces): number | undefined {
    const at = this.#name;
    return at < 0 ? undefined : addressOfName(places.units, places.valueStart(at), places.valueEnd(at));
  }
}
