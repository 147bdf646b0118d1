import {
  credentialKey,
  emptyPair,
  IdentityError,
  isUnclear,
  locationKey,
  notInheritedSettings,
  ownAfter,
  parentLocation,
  type Change,
  type Half,
  type Kind,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Own,
  type OwnPair,
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

/** A snapshot as it will be once the given changes are written. */
export interface View {
  readonly snapshot: Snapshot;
  /** The same view with more changes laid over it. */
  with(...changes: readonly Change[]): View;
  own(location: Location, kind: Kind): OwnPair;
  /**
   * What IIS uses at a key: inheritance is per property, so the halves may come from different keys.
   *
   * @throws IdentityError E_AMBIGUOUS where a half is unclear at a key that may decide it
   */
  effective(location: Location, kind: Kind): EffectivePair;
  /** The name alone, which may be clear where the password is not. @throws IdentityError E_AMBIGUOUS */
  effectiveName(location: Location, kind: Kind): Effective<string> | undefined;
  /** The password alone. @throws IdentityError E_AMBIGUOUS */
  effectivePassword(location: Location, kind: Kind): Effective<StoredPassword> | undefined;
  /** The setting that counts at a key, own or inherited; `undefined` where the schema's default counts. */
  setting(location: Location, name: SettingName): string | undefined;
  /** The same with the key that sets it. */
  effectiveSetting(location: Location, name: SettingName): Effective<string> | undefined;
  /** The key that sets it to nobody knows what; `undefined` where what counts is clear. */
  unclearSetting(location: Location, name: SettingName): ObservedKey | undefined;
}

/** A view that changes can be laid over one by one, each at no cost for those before it. */
export interface GrowingView extends View {
  lay(change: Change): void;
}

/** Lays changes over a snapshot; a later change of the same half wins. */
export function viewWith(snapshot: Snapshot, changes: readonly Change[]): GrowingView {
  const view = viewOver(snapshot, new Map());
  for (const change of changes) view.lay(change);
  return view;
}

function viewOver(snapshot: Snapshot, overlay: Map<string, OwnPair>): GrowingView {
  const own = (location: Location, kind: Kind): OwnPair =>
    overlay.get(credentialKey({ location, kind })) ?? snapshot.key(location)?.own[kind] ?? emptyPair;

  const lay = (change: Change): void => {
    const pair = own(change.location, change.kind);
    overlay.set(credentialKey(change), pairAfter(pair, change));
  };

  const effectiveHalf = <Value>(
    location: Location,
    kind: Kind,
    half: Half,
    pick: (pair: OwnPair) => Own<Value> | undefined,
  ): Effective<Value> | undefined => {
    for (let at: Location | undefined = location; at !== undefined; at = parentLocation(at)) {
      const key = snapshot.key(at);
      if (key !== undefined && isUnclear(key, kind, half)) throw ambiguity(key);
      const value = pick(own(at, kind));
      if (value !== undefined && (at === location || value.inheritable)) {
        return { value: value.value, from: key?.location ?? at };
      }
    }
    return undefined;
  };

  /** The nearest key that decides a setting. */
  const settingKey = (location: Location, name: SettingName): ObservedKey | undefined => {
    for (let at: Location | undefined = location; at !== undefined; at = parentLocation(at)) {
      const key = snapshot.key(at);
      const counts = at === location || key?.notInherited?.has(name) !== true;
      if (key?.unclearSettings?.has(name) === true || (key?.settings?.[name] !== undefined && counts))
        return key;
      if (notInheritedSettings.has(name)) return undefined;
    }
    return undefined;
  };

  const effectiveSetting = (location: Location, name: SettingName): Effective<string> | undefined => {
    const key = settingKey(location, name);
    const value = key?.settings?.[name];
    return key === undefined || value === undefined ? undefined : { value, from: key.location };
  };

  const unclearSetting = (location: Location, name: SettingName): ObservedKey | undefined => {
    const key = settingKey(location, name);
    return key?.unclearSettings?.has(name) === true ? key : undefined;
  };

  const effectiveName = (location: Location, kind: Kind): Effective<string> | undefined =>
    effectiveHalf(location, kind, "userName", (pair) => pair.userName);
  const effectivePassword = (location: Location, kind: Kind): Effective<StoredPassword> | undefined =>
    effectiveHalf(location, kind, "password", (pair) => pair.password);

  return {
    snapshot,
    with: (...changes) => {
      const more = viewOver(snapshot, new Map(overlay));
      for (const change of changes) more.lay(change);
      return more;
    },
    lay,
    own,
    effective: (location, kind) => ({
      userName: effectiveName(location, kind),
      password: effectivePassword(location, kind),
    }),
    effectiveName,
    effectivePassword,
    setting: (location, name) => effectiveSetting(location, name)?.value,
    effectiveSetting,
    unclearSetting,
  };
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

function declaredPassword(secret: Secret): StoredPassword {
  const matches = (other: Secret): boolean => other.equals(secret);
  return { state: "comparable", fingerprint: "declared", matches, text: secret };
}

/** The error for a key that can't be understood in one way. */
export function ambiguity({ location, ambiguous }: ObservedKey): IdentityError {
  return new IdentityError({
    code: "E_AMBIGUOUS",
    location,
    message: ambiguous ?? "It can't be understood in one way.",
    hint: "Correct or remove in the metabase what is unclear, or use an account that may read it, then preview again.",
  });
}

const sorted = new WeakMap<Snapshot, readonly (readonly [LocationKey, ObservedKey])[]>();

/** The known keys beneath a location, itself left out; found by bisection in an order made once per snapshot. */
export function keysBeneath(snapshot: Snapshot, location: Location): readonly ObservedKey[] {
  let order = sorted.get(snapshot);
  if (order === undefined) {
    order = snapshot.keys
      .map((key) => [locationKey(key.location), key] as const)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    sorted.set(snapshot, order);
  }
  const prefix = `${locationKey(location)}/`;
  const from = firstAtOrAfter(order, prefix);
  const beneath: ObservedKey[] = [];
  for (let index = from; index < order.length; index += 1) {
    const entry = order[index];
    if (entry?.[0].startsWith(prefix) !== true) break;
    beneath.push(entry[1]);
  }
  return beneath;
}

/** True where the metabase has the key itself or one beneath it; it always has the machine. */
export function hasLocation(snapshot: Snapshot, location: Location): boolean {
  const isThere = parentLocation(location) === undefined || snapshot.key(location) !== undefined;
  return isThere || keysBeneath(snapshot, location).length > 0;
}

function firstAtOrAfter(order: readonly (readonly [string, unknown])[], wanted: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle]?.[0] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
