import { foldCase, type LocationKey } from "../domain";
import type { AccountSearch } from "./account-search";
import { Level, type LevelType } from "./level";

export const service = "/LM/W3SVC";

// As many are looked through faster than a map is made, and most sites have no more.
const fewLevels = 8;

/** The levels of one site, or all pools: the one at the top, and those beneath a location. */
export class Branch {
  readonly top: Level;
  readonly #base: string;
  readonly #beneath: Level[] = [];
  #byPath: Map<string, Level> | undefined;

  /**
   * @param owner whose name the top has
   * @param between what is between the top and all else: of a site its root
   */
  constructor(
    name: string,
    owner: string,
    type: LevelType,
    readonly between: "" | "/ROOT",
  ) {
    this.top = new Level(`${service}/${name}`, "", owner, "", type);
    this.#base = `${service}/${name}${between}`;
  }

  /** The level at a path, in any case, `undefined` where there is none. */
  find(path: string): Level | undefined {
    if (this.#byPath !== undefined) return this.#byPath.get(foldCase(path));
    for (const level of this.#beneath)
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
    this.#beneath.push(level);
    if (this.#byPath !== undefined) this.#byPath.set(foldCase(path), level);
    else if (this.#beneath.length > fewLevels)
      this.#byPath = new Map(this.#beneath.map((each) => [foldCase(each.path), each]));
    return level;
  }

  /** What is beneath the top, once `sort` was called what is above before what is beneath it. */
  get beneath(): readonly Level[] {
    return this.#beneath;
  }

  /** All of them, the top first. */
  get levels(): readonly Level[] {
    return [this.top, ...this.#beneath];
  }

  sort(): void {
    this.#beneath.sort((left, right) => inTreeOrder(left.path, right.path));
  }
}

/** What a branch is made of. */
export interface BranchSource {
  make(): Branch;
  /** False only where no level of it may be what is looked for. */
  mayHold(search: AccountSearch): boolean;
}

/** A branch that is made when somebody asks for what it holds. */
class LazyBranch {
  #branch: Branch | undefined;

  constructor(private readonly source: BranchSource) {}

  get branch(): Branch {
    return (this.#branch ??= this.source.make());
  }

  /** All of its levels, which are not kept unless somebody else asks for them, too. */
  look(): readonly Level[] {
    return (this.#branch ?? this.source.make()).levels;
  }

  /** All of its levels, or those that are looked for. Where there is none of these, as nearly everywhere, no level is kept. */
  levels(search: AccountSearch | undefined): readonly Level[] {
    if (search === undefined) return this.branch.levels;
    if (this.#branch === undefined && !this.source.mayHold(search)) return [];
    const branch = this.#branch ?? this.source.make();
    const found = branch.levels.filter((level) => search.mayBeAt(level));
    if (found.length > 0) this.#branch = branch;
    return found;
  }
}

/** All levels by their locations: those of the server itself, and the branches. */
export class Tree {
  readonly #branches = new Map<string, LazyBranch>();

  constructor(readonly server: Level) {}

  /** What is added is sorted already. @param name the part of its locations behind the server's, for any case */
  add(name: string, source: BranchSource): void {
    this.#branches.set(name, new LazyBranch(source));
  }

  /** The levels of a branch, its top first. */
  levelsOf(name: string): readonly Level[] {
    return this.#branches.get(foldCase(name))?.levels(undefined) ?? [];
  }

  /** The level at a location; `undefined` where there is none. */
  find(key: LocationKey): Level | undefined {
    if (key === service) return this.server;
    if (!key.startsWith(`${service}/`)) return undefined;
    const begin = service.length + 1;
    const slash = key.indexOf("/", begin);
    const branch = this.#branches.get(slash < 0 ? key.slice(begin) : key.slice(begin, slash))?.branch;
    if (branch === undefined || slash < 0) return branch?.top;
    const rest = key.slice(slash);
    const { between } = branch;
    const isBehind = rest === between || rest.startsWith(`${between}/`);
    return isBehind ? branch.find(rest.slice(between.length)) : undefined;
  }

  /** All levels, branch by branch and each in its order, the server before them: to be looked at once, since they are not kept. */
  *branches(): Generator<readonly Level[], undefined> {
    yield [this.server];
    for (const branch of this.#branches.values()) yield branch.look();
  }

  /** All levels, or those that are looked for: what is above comes before what is beneath it. */
  levels(search?: AccountSearch): readonly Level[] {
    const levels = search?.mayBeAt(this.server) === false ? [] : [this.server];
    for (const branch of this.#branches.values())
      for (const level of branch.levels(search)) levels.push(level);
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
