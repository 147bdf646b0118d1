import {
  emptyPair,
  IdentityError,
  isUnclear,
  once,
  ownAfter,
  type Change,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type Own,
  type OwnPair,
  type Place,
  type Secret,
  type SettingName,
  type Snapshot,
  type StoredPassword,
  type ValueChange,
} from "../domain";

/** A value that counts at a key, and the key that sets it. */
export interface Effective<Value> {
  readonly value: Value;
  readonly from: Location;
}

export interface EffectivePair {
  readonly userName: Effective<string> | undefined;
  readonly password: Effective<StoredPassword> | undefined;
}

/** In place of the value of a half that a key sets, or may set, to something that is not known. */
export const unclear: unique symbol = Symbol("unclear");

/** A half that counts at a key. An unclear one comes from the key where it is unclear. */
type Found<Value> = Effective<Value | typeof unclear> | undefined;

/** What counts at a key, as far as it is known. */
export interface Counting {
  readonly userName: Found<string>;
  readonly password: Found<StoredPassword>;
}

/** A snapshot as it will be once the given changes are written. */
export interface View {
  readonly snapshot: Snapshot;
  /** The same view with more changes laid over it. */
  with(changes: readonly Change[]): View;
  own(place: Place, kind: Kind): OwnPair;
  /**
   * What IIS uses at a key: inheritance is per property, so the halves may come from different keys.
   *
   * @throws IdentityError E_AMBIGUOUS where a half is unclear at a key that may decide it
   */
  effective(place: Place, kind: Kind): EffectivePair;
  /** The same, half by half, for callers that go on if one is unclear. */
  whatCounts(place: Place, kind: Kind): Counting;
  /** The setting that counts at a key, own or inherited; `undefined` where the schema's default counts. */
  setting(place: Place, name: SettingName): string | undefined;
  /** The same with the key that sets it. */
  effectiveSetting(place: Place, name: SettingName): Effective<string> | undefined;
  /** The key that sets it to something unclear; `undefined` if what counts is clear. */
  unclearSetting(place: Place, name: SettingName): ObservedKey | undefined;
}

/** A view over which changes can be laid one by one, without going through the earlier ones again. */
export interface GrowingView extends View {
  /** @param key the key of its location, of whoever has it already */
  overlay(change: Change, key?: ObservedKey): void;
}

/** Lays changes over a snapshot; a later change of the same half wins. */
export function viewWith(snapshot: Snapshot, changes: readonly Change[]): GrowingView {
  const view = viewOver(snapshot, new Map(), new Map());
  for (const change of changes) view.overlay(change);
  return view;
}

type Pairs = ObservedKey["own"];

/** @param types what becomes of the own AppPoolIdentityType of pools */
function viewOver(
  snapshot: Snapshot,
  pairs: Map<ObservedKey, Pairs>,
  types: Map<ObservedKey, string | undefined>,
): GrowingView {
  const ownOf = (key: ObservedKey, kind: Kind): OwnPair =>
    pairs.get(key)?.[kind] ?? key.own[kind] ?? emptyPair;

  const own = (place: Place, kind: Kind): OwnPair => {
    const key = keyAt(snapshot, place);
    return key === undefined ? emptyPair : ownOf(key, kind);
  };

  const overlay = (change: Change, key = snapshot.key(change.location)): void => {
    // At a key that is gone nothing will be written.
    if (key === undefined) return;
    const { kind } = change;
    pairs.set(key, { ...pairs.get(key), [kind]: pairAfter(ownOf(key, kind), change) });
    const type = change.identityType?.change;
    if (type !== undefined) types.set(key, "set" in type ? type.set : undefined);
    if (change.userName !== undefined) userNames.forget();
    if (change.password !== undefined) passwords.forget();
  };

  const userNames = inheritance(snapshot, "userName", (key, kind) => ownOf(key, kind).userName);
  const passwords = inheritance(snapshot, "password", (key, kind) => ownOf(key, kind).password);

  const whatCounts = (place: Place, kind: Kind): Counting => {
    const key = keyAt(snapshot, place);
    const userName = key && userNames.setBy(key, kind, true);
    const password = key && passwords.setBy(key, kind, true);
    if (userName !== undefined && password !== undefined) return { userName, password };
    const above = snapshot.keyAbove(key ?? place, kind);
    return {
      userName: userName ?? userNames.handedDown(above, kind),
      password: password ?? passwords.handedDown(above, kind),
    };
  };

  const settingOf = (key: ObservedKey, name: SettingName): string | undefined =>
    name === "AppPoolIdentityType" && types.has(key) ? types.get(key) : key.settings?.[name];

  /** The nearest key that decides a setting. */
  const settingKey = (place: Place, name: SettingName): ObservedKey | undefined => {
    const itself = keyAt(snapshot, place);
    let key = itself ?? snapshot.keyAbove(place, name);
    for (; key !== undefined; key = snapshot.keyAbove(key, name)) {
      const counts = key === itself || key.notInherited?.has(name) !== true;
      if (key.unclearSettings?.has(name) === true || (settingOf(key, name) !== undefined && counts))
        return key;
    }
    return undefined;
  };

  const effectiveSetting = (place: Place, name: SettingName): Effective<string> | undefined => {
    const key = settingKey(place, name);
    const value = key && settingOf(key, name);
    return key === undefined || value === undefined ? undefined : { value, from: key.location };
  };

  const unclearSetting = (place: Place, name: SettingName): ObservedKey | undefined => {
    const key = settingKey(place, name);
    return key?.unclearSettings?.has(name) === true ? key : undefined;
  };

  return {
    snapshot,
    with: (changes) => {
      const more = viewOver(snapshot, new Map(pairs), new Map(types));
      for (const change of changes) more.overlay(change);
      return more;
    },
    overlay,
    own,
    effective: (place, kind) => {
      const { userName, password } = whatCounts(place, kind);
      return { userName: requireClear(snapshot, userName), password: requireClear(snapshot, password) };
    },
    whatCounts,
    setting: (place, name) => effectiveSetting(place, name)?.value,
    effectiveSetting,
    unclearSetting,
  };
}

/** One half as it is inherited. What a key hands down is kept, so that no path is walked twice. */
function inheritance<Value>(
  snapshot: Snapshot,
  half: Half,
  ownOf: (key: ObservedKey, kind: Kind) => Own<Value> | undefined,
) {
  const known = new Map<Kind, Map<ObservedKey, Found<Value>>>();

  const setBy = (key: ObservedKey, kind: Kind, isItself: boolean): Found<Value> => {
    if (isUnclear(key, kind, half)) return { value: unclear, from: key.location };
    const own = ownOf(key, kind);
    return own !== undefined && (isItself || own.inheritable)
      ? { value: own.value, from: key.location }
      : undefined;
  };

  const handedDown = (from: ObservedKey | undefined, kind: Kind): Found<Value> => {
    const kept = known.get(kind) ?? new Map<ObservedKey, Found<Value>>();
    known.set(kind, kept);
    const passed: ObservedKey[] = [];
    let found: Found<Value>;
    for (let key = from; key !== undefined; key = snapshot.keyAbove(key, kind)) {
      found = kept.get(key) ?? setBy(key, kind, false);
      if (found !== undefined || kept.has(key)) break;
      passed.push(key);
    }
    for (const key of passed) kept.set(key, found);
    return found;
  };

  return {
    setBy,
    handedDown,
    forget: (): void => {
      known.clear();
    },
  };
}

function keyAt(snapshot: Snapshot, place: Place): ObservedKey | undefined {
  return typeof place === "string" ? snapshot.key(place) : place;
}

/** @throws IdentityError E_AMBIGUOUS */
function requireClear<Value>(snapshot: Snapshot, found: Found<Value>): Effective<Value> | undefined {
  if (isClear(found)) return found;
  throw doubtOf(snapshot, found);
}

function isClear<Value>(found: Found<Value>): found is Effective<Value> | undefined {
  return found?.value !== unclear;
}

/** The pair that counts; `undefined` where a half of it is unclear. */
export function clearPair({ userName, password }: Counting): EffectivePair | undefined {
  return isClear(userName) && isClear(password) ? { userName, password } : undefined;
}

/** E_AMBIGUOUS for a half that is unclear, at the key where it is. */
export function doubtOf(snapshot: Snapshot, { from }: { readonly from: Location }): IdentityError {
  return ambiguity(snapshot.key(from) ?? { location: from });
}

/** What a key holds of its own once the change is written; a half that the change leaves alone is the same object. */
function pairAfter(pair: OwnPair, change: Pick<Change, "userName" | "password">): OwnPair {
  return {
    userName: halfAfter(
      pair.userName,
      change.userName,
      (own, name) => own === name,
      (name) => name,
    ),
    password: halfAfter(
      pair.password,
      change.password,
      (own, secret) => own.state === "comparable" && own.matches(secret),
      declaredPassword,
    ),
  };
}

function halfAfter<Stored, Written>(
  own: Own<Stored> | undefined,
  change: ValueChange<Written> | undefined,
  same: (stored: Stored, written: Written) => boolean,
  toStored: (written: Written) => Stored,
): Own<Stored> | undefined {
  const rewritten =
    change !== undefined && "set" in change && own !== undefined && same(own.value, change.set);
  return rewritten ? own : ownAfter(own, change, toStored);
}

const declaredPassword = once((secret: Secret): StoredPassword => {
  const matches = (other: Secret): boolean => other.equals(secret);
  return { state: "comparable", fingerprint: "declared", matches, text: secret };
});

/** The error for a key that can't be understood in one way. */
export function ambiguity({
  location,
  ambiguous,
}: Pick<ObservedKey, "location" | "ambiguous">): IdentityError {
  return new IdentityError({
    code: "E_AMBIGUOUS",
    location,
    message: ambiguous ?? "It can't be understood in one way.",
    hint: "Correct or remove in the metabase what is unclear, or use an account that may read it, then preview again.",
  });
}
