import {
  halfName,
  holdsHalf,
  isUnclear,
  ofKinds,
  placeName,
  type Change,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type Part,
  type Snapshot,
  type StoredPassword,
} from "../domain";
import { isUnused } from "./account-targets";
import { isEmpty } from "./difference";
import { heirsOf } from "./heirs";
import { retypedPools, type RetypedPool } from "./pool-effects";
import { unclear, type Counting, type View } from "./view";

/** A half of another account's pair, or the type of a pool with such a pair, beneath a change, that would get another value. */
export interface OthersHalf {
  readonly kind: Kind;
  readonly location: Location;
  /**
   * The account that counted there before, or, where that was the declared one, that counts afterwards. Empty where a
   * password counted under no name and would get one; `undefined` if the name is not known.
   */
  readonly account: string | undefined;
  /** What changes in effect. */
  readonly half: Part;
  /** The half and the place as people know them. */
  readonly property: string;
  readonly place: string;
}

/** What changes do to keys that are not declared. Not a byte of theirs is written. */
export interface Effects {
  /** Keys beneath that inherit a half that changes. */
  readonly inheriting: readonly { readonly kind: Kind; readonly location: Location }[];
  readonly othersHalves: readonly OthersHalf[];
  /** Pools that take another type from applicationPoolDefaults. */
  readonly retyped: readonly RetypedPool[];
}

/**
 * Computes what changes do beneath their locations. `isOurs` recognises the declared account's names.
 *
 * A pair is another account's if that account counts there before or after the change, if a password without a user name
 * would get one, or if the name is not known. A key that takes over the whole pair of one other key merely inherits; a pool
 * that is left without the account that it runs as does not. If several keys inherit one broken pair, only the topmost is
 * named.
 *
 * @param after what `before` becomes with the changes
 */
export function effectsOf(
  before: View,
  after: View,
  changes: readonly Change[],
  isOurs: (account: string) => boolean,
): Effects {
  const { snapshot } = before;
  const seen = ofKinds(() => new Set<ObservedKey>());
  const broken = ofKinds(() => new Map<ObservedKey, Counting>());
  const othersHalves: OthersHalf[] = [];
  const inheriting: { kind: Kind; location: Location }[] = [];

  const changed: { readonly kind: Kind; readonly key: ObservedKey }[] = [];
  for (const { kind, location } of changes) {
    const key = snapshot.key(location);
    if (key === undefined) continue;
    changed.push({ kind, key });
    seen[kind].add(key);
  }
  for (const { kind, key: top } of changed) {
    // Ancestors come first.
    for (const key of heirsOf(snapshot, top, kind)) {
      if (seen[kind].has(key)) continue;
      seen[kind].add(key);
      const { location } = key;
      const own = before.own(key, kind);
      const isOwn =
        own.userName !== undefined ||
        own.password !== undefined ||
        isUnclear(key, kind, "userName") ||
        isUnclear(key, kind, "password");
      const mayHoldName = holdsHalf(key, kind, "userName");
      if (!isOwn && !mayHoldName && !holdsHalf(key, kind, "password")) continue;
      const was = before.whatCounts(key, kind);
      const is = after.whatCounts(key, kind);
      const halves = changedHalves(was, is);
      if (halves.length === 0) continue;
      if (mayHoldName) inheriting.push({ kind, location });
      const other = otherAccountOf(was, is, isOurs);
      const isLeft = accountOf(is) === "" && kind === "wam" && !isUnused(after, { key, kind });
      if (other === undefined || (goesOverWhole(was, is) && !isLeft)) continue;
      broken[kind].set(key, is);
      if (!isOwn && isNamedAbove(snapshot, broken[kind], is, key, kind)) continue;
      for (const half of halves) {
        const shown = { property: halfName(key, kind, half), place: placeName(key) };
        othersHalves.push({ kind, location, ...other, half, ...shown });
      }
    }
  }
  const pools = retypedPools(before, after, changes, isOurs);
  return { inheriting, othersHalves: [...othersHalves, ...pools.othersHalves], retyped: pools.retyped };
}

/** Whose pair it is, if it is not only ours. */
function otherAccountOf(
  was: Counting,
  is: Counting,
  isOurs: (account: string) => boolean,
): Pick<OthersHalf, "account"> | undefined {
  const before = accountOf(was);
  const after = accountOf(is);
  if (before === unclear || after === unclear) return { account: undefined };
  const isOthers = (name: string): boolean => name !== "" && !isOurs(name);
  const account = isOthers(before) ? before : isOthers(after) ? after : undefined;
  const gainsName = before === "" && after !== "" && filled(was.password?.value) !== undefined;
  return account === undefined && !gainsName ? undefined : { account: account ?? "" };
}

const accountOf = ({ userName }: Counting): string | typeof unclear => userName?.value ?? "";

function changedHalves(was: Counting, is: Counting): readonly Half[] {
  return [
    ...(accountOf(was) === accountOf(is) ? [] : (["userName"] as const)),
    ...(samePassword(was.password?.value, is.password?.value) ? [] : (["password"] as const)),
  ];
}

type Password = StoredPassword | typeof unclear | undefined;

/** No password and an empty one are the same logon. */
function samePassword(was: Password, is: Password): boolean {
  const left = filled(was);
  const right = filled(is);
  if (left === right || left === unclear || right === unclear) return left === right;
  if (left?.state === "comparable" && right?.state === "comparable") {
    // A password about to be written can be compared with a stored one only by its text.
    if (right.text !== undefined) return left.matches(right.text);
    if (left.text !== undefined) return right.matches(left.text);
    return left.fingerprint === right.fingerprint;
  }
  return left?.state === "opaque" && right?.state === "opaque" && left.fingerprint === right.fingerprint;
}

function filled(password: Password): Password {
  return password === undefined || password === unclear || !isEmpty(password) ? password : undefined;
}

/** True where all that counts afterwards is one key's, and a password is missing only where that key has none. */
function goesOverWhole(was: Counting, is: Counting): boolean {
  return isOnes(is) && (is.password !== undefined || isOnes(was));
}

function isOnes({ userName, password }: Counting): boolean {
  return password === undefined || userName?.from === password.from;
}

/** True if a key above was named already, and all that counts here is inherited through it. */
function isNamedAbove(
  snapshot: Snapshot,
  broken: ReadonlyMap<ObservedKey, Counting>,
  { userName, password }: Counting,
  named: ObservedKey,
  kind: Kind,
): boolean {
  for (let key = snapshot.keyAbove(named, kind); key !== undefined; key = snapshot.keyAbove(key, kind)) {
    const above = broken.get(key);
    if (above === undefined) continue;
    return above.userName?.from === userName?.from && above.password?.from === password?.from;
  }
  return false;
}
