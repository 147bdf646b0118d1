import {
  atOrBeneath,
  canonicalAccount,
  IdentityError,
  isIdentityError,
  isUnclear,
  kinds,
  namesOfAccount,
  ofKinds,
  once,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Snapshot,
  type Change,
} from "../domain";
import { credentialAt, type DesiredPassword } from "./difference";
import { listed } from "./describe";
import { poolType } from "./pool-type";
import { inPathOrder } from "./heirs";
import { ambiguity, doubtOf, unclear, viewWith, type View } from "./view";

/** What is declared of an account: every copy of it, of these kinds, at and beneath `under`. */
export interface DesiredAccount extends DesiredPassword {
  readonly userName: string;
  readonly kinds: readonly Kind[];
  readonly under: Location;
  /** Other spellings of the same account, left as they are. */
  readonly aliases: readonly string[];
  /** Names that the account had before: rewritten. */
  readonly formerNames: readonly string[];
  /** The name that was declared before this one: counts as a former name even if it is not listed. */
  readonly recordedName?: string | undefined;
  /** Whether copies on pools that run as another identity are rewritten, too. */
  readonly rewriteUnused: boolean;
}

/** How an effective user name is the account's. */
type Match = "name" | "alias" | "former";

/** A key that itself sets a name or a password of the account. */
export interface Target {
  readonly key: ObservedKey;
  readonly kind: Kind;
  readonly own: OwnPair;
  readonly match: Match;
  /** The name by which it was found. */
  readonly found: string;
  /** True beneath `/LM/<service>/Info/Templates`: what new sites are made from, not a site itself. */
  readonly template: boolean;
}

export interface FoundTargets {
  /** Ancestors before what lies beneath them. */
  readonly targets: readonly Target[];
  /** Copies on pools whose type is not "specific user": stored, not used. */
  readonly unused: readonly Target[];
  /** One for each certain or possible copy that can't be compared or written because a key is unclear. */
  readonly doubts: readonly IdentityError[];
  /** Unclear keys that can't hold a copy in any reading. */
  readonly unconcerned: readonly ObservedKey[];
}

/**
 * Finds every copy of an account in a reading, or in what it will hold after changes: keys with an own half whose
 * effective user name is the account.
 */
export function findTargets(
  snapshot: Snapshot,
  desired: DesiredAccount,
  changes: readonly Change[] = [],
): FoundTargets {
  const view = viewWith(snapshot, changes);
  const candidates = (changes.length === 0 ? settersIn(snapshot) : settersOf(view))(desired);
  return findTargetsAmong(view, desired, inPathOrder(candidates.filter(isWithin(desired.under))));
}

const isWithin = (under: Location): ((key: ObservedKey) => boolean) => {
  const isBeneath = atOrBeneath(under);
  return ({ location }) => isBeneath(location);
};

/** The keys that may hold a copy of an account, in any order. */
type Setters = (account: Names) => readonly ObservedKey[];

/** Nearly always one account asks of a reading. Only where a second one does, is it worth to go through all that others set. */
const settersIn = once((snapshot: Snapshot): Setters => {
  let isAsked = false;
  let ofAll: Setters | undefined;
  return (account) => {
    const isFirst = !isAsked;
    isAsked = true;
    if (isFirst && snapshot.keysOf !== undefined) {
      const names = namesOf(account).map(([name]) => name);
      return snapshot.keysOf(namesOfAccount(names, snapshot.machine));
    }
    ofAll ??= settersOf(viewWith(snapshot, []));
    return ofAll(account);
  };
});

/** Goes once through all keys. */
function settersOf(view: View): Setters {
  const { keys, machine } = view.snapshot;
  const byAccount = new Map<string, ObservedKey[]>();
  const ofAny: ObservedKey[] = [];
  for (const key of keys) {
    if (key.ambiguous !== undefined) {
      ofAny.push(key);
      continue;
    }
    for (const kind of kinds) {
      if (key.own[kind] === undefined) continue;
      const name = (view.own(key, kind).userName ?? view.whatCounts(key, kind).userName)?.value ?? "";
      if (name === unclear) ofAny.push(key);
      else if (name !== "") addTo(byAccount, canonicalAccount(name, machine), key);
    }
  }
  return (account) => {
    const names = new Set(namesOf(account).map(([name]) => canonicalAccount(name, machine)));
    return [...new Set([...ofAny, ...[...names].flatMap((name) => byAccount.get(name) ?? [])])];
  };
}

function addTo(byAccount: Map<string, ObservedKey[]>, account: string, key: ObservedKey): void {
  const known = byAccount.get(account);
  if (known === undefined) byAccount.set(account, [key]);
  else known.push(key);
}

/** The same, but only among the given keys, of which those above others come first. */
export function findTargetsAmong(
  view: View,
  desired: DesiredAccount,
  keys: readonly ObservedKey[],
): FoundTargets {
  const targets: Target[] = [];
  const unused: Target[] = [];
  const doubts: IdentityError[] = [];
  const unconcerned: ObservedKey[] = [];
  const matchOf = matcherOf(desired, view.snapshot.machine);
  for (const key of keys) {
    let isConcerned = false;
    for (const kind of desired.kinds) {
      const target = targetAt(view, key, kind, matchOf);
      if (target === undefined) continue;
      isConcerned = true;
      if (isIdentityError(target)) doubts.push(target);
      else if (isUnused(view, target) && !desired.rewriteUnused) unused.push(target);
      else targets.push(target);
    }
    if (key.ambiguous !== undefined && !isConcerned) unconcerned.push(key);
  }
  return { targets: inheritanceOrder(view.snapshot, targets), unused, doubts, unconcerned };
}

/** The same copies, each after those that it may inherit from, otherwise in the given order, in which those above come first. */
function inheritanceOrder(snapshot: Snapshot, targets: readonly Target[]): readonly Target[] {
  if (snapshot.alongPaths === true) return targets;
  const copies = ofKinds(() => new Map<ObservedKey, Target>());
  for (const target of targets) copies[target.kind].set(target.key, target);
  const passed = ofKinds(() => new Set<ObservedKey>());
  const ordered: Target[] = [];
  for (const { key: first, kind } of targets) {
    const chain: Target[] = [];
    let key: ObservedKey | undefined = first;
    for (; key !== undefined && !passed[kind].has(key); key = snapshot.keyAbove(key, kind)) {
      passed[kind].add(key);
      const copy = copies[kind].get(key);
      if (copy !== undefined) chain.push(copy);
    }
    for (const copy of chain.reverse()) ordered.push(copy);
  }
  return ordered;
}

/** E_AMBIGUOUS if an unclear key may hold or decide a copy: that has to be cleared up before anything is written. */
export function doubtRefusal({ doubts }: FoundTargets): IdentityError | undefined {
  const [first] = doubts;
  if (first === undefined) return undefined;
  const locations = [...new Set(doubts.flatMap(({ location }) => location ?? []))];
  const hint =
    "Correct or remove in the metabase what is unclear, use an account that may read it, or leave such keys out by under, then preview again.";
  if (locations.length === 1) {
    return new IdentityError({ code: "E_AMBIGUOUS", location: first.location, message: first.rule, hint });
  }
  return new IdentityError({
    code: "E_AMBIGUOUS",
    message: `${String(locations.length)} keys that may concern this account can't be understood in one way, at ${listed(locations)}. ${first.rule}`,
    hint,
  });
}

/** A copy, or the error where a key is unclear that holds one or decides whether there is one. */
function targetAt(
  view: View,
  key: ObservedKey,
  kind: Kind,
  matchOf: Matcher,
): Target | IdentityError | undefined {
  if (!maySet(key, kind, "userName") && !maySet(key, kind, "password")) return undefined;
  const { userName, password } = view.whatCounts(key, kind);
  if (userName?.value === unclear) return doubtOf(view.snapshot, userName);
  const found = userName?.value ?? "";
  const match = matchOf(found);
  if (match === undefined) return undefined;
  if (key.ambiguous !== undefined) return ambiguity(key);
  const own = credentialAt(view, key, kind);
  if (own.userName === undefined && own.password === undefined) return undefined;
  // An unclear password leaves the name as it is, and the copy one that can't be compared.
  if (password?.value === unclear) return doubtOf(view.snapshot, password);
  const decides = isPool(key, kind) ? view.unclearSetting(key, "AppPoolIdentityType") : undefined;
  if (decides !== undefined) return ambiguity(decides);
  return { key, kind, own, match, found, template: isTemplate(key.location) };
}

function maySet(key: ObservedKey, kind: Kind, half: Half): boolean {
  return key.own[kind]?.[half] !== undefined || isUnclear(key, kind, half);
}

/** How a user name is the account's; `undefined` if it is another account's. */
export type Matcher = (userName: string) => Match | undefined;

/** Made once for many questions: each takes the same time, however many names the account has. */
export function matcherOf(account: Names, machine: string | undefined): Matcher {
  const names = namesOf(account);
  const matches = new Map(names.map(([name, match]) => [canonicalAccount(name, machine), match]));
  const match = (userName: string): Match | undefined => matches.get(canonicalAccount(userName, machine));
  // Nearly every copy is spelled as it is declared.
  const exact = new Map(names.map(([name]) => [name, match(name)]));
  return (userName) => (userName === "" ? undefined : (exact.get(userName) ?? match(userName)));
}

type Names = Pick<DesiredAccount, "userName" | "aliases" | "formerNames" | "recordedName">;

/** Every name of an account; what is named last wins. */
function namesOf({ userName, aliases, formerNames, recordedName }: Names): readonly [string, Match][] {
  const former = recordedName === undefined ? formerNames : [...formerNames, recordedName];
  return [
    ...former.map((name): [string, Match] => [name, "former"]),
    ...aliases.map((name): [string, Match] => [name, "alias"]),
    [userName, "name"],
  ];
}

/** True where the credential counts for nothing: WAM* on a pool is used only with AppPoolIdentityType 3. */
export function isUnused(view: View, { key, kind }: Pick<Target, "key" | "kind">): boolean {
  if (!isPool(key, kind) || view.unclearSetting(key, "AppPoolIdentityType") !== undefined) return false;
  return poolType(view.setting(key, "AppPoolIdentityType"))?.isSpecificUser !== true;
}

function isPool({ keyType }: ObservedKey, kind: Kind): boolean {
  return kind === "wam" && keyType.toUpperCase() === "IISAPPLICATIONPOOL";
}

export function isTemplate(location: Location): boolean {
  return /^\/[^/]*\/[^/]*\/INFO\/TEMPLATES(?:\/|$)/i.test(location);
}
