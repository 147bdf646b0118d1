import { foldCase, type LocationKey } from "../domain";
import { Level, type LevelType } from "./level";

const service = "/LM/W3SVC";

// As many are looked through faster than a map is made, and most sites have no more.
const fewLevels = 8;

/** The levels of one site, or all pools: the one at the top, and those beneath a location. */
export class Branch {
  readonly top: Level;
  readonly #base: string;
  readonly levels: Level[] = [];
  #byPath: Map<string, Level> | undefined;

  /** @param number its place among others */
  constructor(
    name: string,
    owner: string,
    type: LevelType,
    readonly number: number,
    /** What is between the top and all else: of a site its root. */
    readonly between: "" | "/ROOT",
  ) {
    this.top = new Level(`${service}/${name}`, "", owner, "", type);
    this.#base = `${service}/${name}${between}`;
  }

  /** The level at a path, in any case, `undefined` where there is none. */
  find(path: string): Level | undefined {
    if (this.#byPath !== undefined) return this.#byPath.get(foldCase(path));
    for (const level of this.levels)
      if (level.path.length === path.length && inTreeOrder(level.path, path) === 0) return level;
    return undefined;
  }

  /**
   * The level at a path, made where there is none; the first spelling of one stays.
   *
   * @param owner the name of what it belongs to, and `written` what follows it
   * @param type what it is where it is not known yet
   */
  at(path: string, owner: string, written: string, type: LevelType = "IIsWebDirectory"): Level {
    const found = this.find(path);
    if (found !== undefined) return found;
    const level = new Level(this.#base, path, owner, written, type);
    this.levels.push(level);
    if (this.#byPath !== undefined) this.#byPath.set(foldCase(path), level);
    else if (this.levels.length > fewLevels)
      this.#byPath = new Map(this.levels.map((each) => [foldCase(each.path), each]));
    return level;
  }
}

/** Gathers levels by their locations. */
export class Tree {
  readonly server: Level;
  readonly pools: Branch;
  readonly #branches = new Map<string, Branch>();

  /** @param serverName how IIS names the level of the file itself */
  constructor(serverName: string) {
    this.server = new Level(service, "", serverName, "", "IIsWebService");
    this.pools = this.#add(
      "AppPools",
      new Branch("AppPools", serverName, "IIsApplicationPools", Infinity, ""),
    );
  }

  get sites(): readonly Branch[] {
    return [...this.#branches.values()].filter((branch) => branch !== this.pools);
  }

  site(id: string, name: string): Branch {
    const number = Number.isNaN(Number(id)) ? Infinity : Number(id);
    return this.#branches.get(id) ?? this.#add(id, new Branch(id, name, "IIsWebServer", number, "/ROOT"));
  }

  #add(name: string, branch: Branch): Branch {
    this.#branches.set(foldCase(name), branch);
    return branch;
  }

  /** The level at a location; `undefined` where there is none. */
  find(key: LocationKey): Level | undefined {
    if (key === service) return this.server;
    if (!key.startsWith(`${service}/`)) return undefined;
    const begin = service.length + 1;
    const slash = key.indexOf("/", begin);
    const branch = this.#branches.get(slash < 0 ? key.slice(begin) : key.slice(begin, slash));
    if (branch === undefined || slash < 0) return branch?.top;
    const rest = key.slice(slash);
    const { between } = branch;
    return rest === between || rest.startsWith(`${between}/`)
      ? branch.find(rest.slice(between.length))
      : undefined;
  }

  /** What is above comes before what is beneath it, sites by their numbers, pools behind them. */
  sorted(): readonly Level[] {
    const levels = [this.server];
    const branches = [...this.#branches.values()].sort((left, right) => left.number - right.number);
    for (const branch of branches) {
      levels.push(branch.top);
      for (const level of branch.levels.sort((left, right) => inTreeOrder(left.path, right.path)))
        levels.push(level);
    }
    for (const [order, level] of levels.entries()) level.order = order;
    return levels;
  }
}

/** True where a path is beneath another of the same branch. */
export function isBeneath(path: string, above: string): boolean {
  return path.startsWith("/", above.length) && sameUnits(path, above) === above.length;
}

/** A slash comes before any other character, so that what is beneath a place comes next to it. */
function inTreeOrder(left: string, right: string): number {
  const same = sameUnits(left, right);
  if (same === left.length || same === right.length) return left.length - right.length;
  if (left.charAt(same) === "/") return -1;
  if (right.charAt(same) === "/") return 1;
  return foldedUnit(left, same) - foldedUnit(right, same);
}

/** How many units both begin with, in any case. */
function sameUnits(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (
    at < length &&
    (left.charCodeAt(at) === right.charCodeAt(at) || foldedUnit(left, at) === foldedUnit(right, at))
  )
    at += 1;
  return at;
}

/** As `foldCase` folds it. */
function foldedUnit(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit >= 0x80) return foldCase(text.charAt(at)).charCodeAt(0);
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit;
}
