import {
  grouped,
  locationKey,
  once,
  parentLocation,
  type Kind,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Snapshot,
} from "../domain";

interface Entry {
  readonly path: LocationKey;
  readonly key: ObservedKey;
}
/** By the key that they inherit from. */
type Heirs = ReadonlyMap<ObservedKey | undefined, readonly ObservedKey[]>;

/** The known keys beneath a location, without the location itself, found by bisection. What they inherit plays no part. */
export function keysBeneath(snapshot: Snapshot, location: Location): readonly ObservedKey[] {
  const order = inOrder(snapshot);
  const path = locationKey(location);
  // What lies beneath begins with the path and a slash; "0" is the character behind the slash.
  const [from, to] = [firstAtOrAfter(order, `${path}/`), firstAtOrAfter(order, `${path}0`)];
  return order.slice(from, to).map(({ key }) => key);
}

/** True where the metabase has the key itself or one beneath it; it always has the machine. */
export function hasLocation(snapshot: Snapshot, location: Location): boolean {
  const isThere = parentLocation(location) === undefined || snapshot.key(location) !== undefined;
  return isThere || keysBeneath(snapshot, location).length > 0;
}

/** The known keys that inherit a kind of credential from a key, without that key; each after the one it inherits from. */
export function heirsOf(snapshot: Snapshot, top: ObservedKey, kind: Kind): readonly ObservedKey[] {
  const nextOf = snapshot.heirs?.bind(snapshot) ?? nextHeirs(snapshot);
  const found: ObservedKey[] = [];
  // Without recursion: a path may have any number of parts.
  const open: ObservedKey[] = [];
  for (let key: ObservedKey | undefined = top; key !== undefined; key = open.pop()) {
    if (key !== top) found.push(key);
    for (const heir of inPathOrder(nextOf(key, kind)).toReversed()) open.push(heir);
  }
  return found;
}

/** For each kind, what inherits directly from a key; computed once. */
const nextHeirs = once((snapshot: Snapshot) => {
  const known = new Map<Kind, Heirs>();
  return (key: ObservedKey, kind: Kind): readonly ObservedKey[] => {
    const heirs = known.get(kind) ?? madeHeirs(snapshot, kind);
    known.set(kind, heirs);
    return heirs.get(key) ?? [];
  };
});

function madeHeirs(snapshot: Snapshot, kind: Kind): Heirs {
  return grouped(snapshot.keys, (key) => snapshot.keyAbove(key, kind));
}

/** Keys by their paths: whatever lies beneath another one comes after it. */
export function inPathOrder(keys: readonly ObservedKey[]): readonly ObservedKey[] {
  return keys.length < 2 ? keys : entriesOf(keys).map(({ key }) => key);
}

const inOrder = once(({ keys }: Snapshot) => entriesOf(keys));

function entriesOf(keys: readonly ObservedKey[]): readonly Entry[] {
  return keys
    .map((key) => ({ path: locationKey(key.location), key }))
    .sort(({ path: left }, { path: right }) => (left < right ? -1 : left > right ? 1 : 0));
}

function firstAtOrAfter(order: readonly Entry[], wanted: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle]?.path ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
