import type { ObservedKey, Own, OwnPair } from "./credential";
import type { Kind } from "./kind";
import type { Location } from "./location";
import type { Secret } from "./secret";
import type { SettingName } from "./setting";

/** What a key may inherit: a kind of credential, half by half, or a setting. */
export type Inherited = Kind | SettingName;

/** One consistent reading of a metabase. */
export interface Snapshot {
  /** `undefined` where the metabase has no such key. */
  key(location: Location): ObservedKey | undefined;
  /**
   * The next known key that a location inherits from what it does not set itself; `undefined` where there is none. A chain for
   * each kind and each setting: nothing but the snapshot knows how they run. The location itself need not be known.
   */
  keyAbove(location: Location, what: Inherited): ObservedKey | undefined;
  /** Every known key, in the metabase's order; at least those that set one of the six properties. */
  readonly keys: readonly ObservedKey[];
  /**
   * True if every key that exists is among them, as for a file. For a running IIS, keys that set nothing may be
   * missing.
   */
  readonly complete: boolean;
  /**
   * What a credential is without a user name, or with an empty one: the identity of the pool, or nothing at all, whatever
   * its password. Left out, it is half a pair.
   */
  readonly withoutName?: Readonly<Record<Kind, WithoutName>>;
  /**
   * The location that people mean by what they write, where a metabase has names of its own for its places. `kind` says which
   * credential is meant there. @throws IdentityError E_LOCATION
   */
  locate?(written: string, kind?: Kind): Location;
  /** Accounts that the metabase names outside of the three kinds. */
  readonly unmanaged?: readonly UnmanagedAccount[];
  /** Sentences for people about the reading as a whole. */
  readonly warnings?: readonly string[];
  /** The machine's name, if it is known: without it `ANY\x` never equals `x`. */
  readonly machine: string | undefined;
  /** True if the metabase is a file that holds sealed values: no plain password may be added to them. */
  readonly seals: boolean;
}

/** An account, or a sealed value, outside of the three kinds: found, and never changed. */
export interface UnmanagedAccount {
  /** `undefined` where it stands for a site that is not there. */
  readonly location: Location | undefined;
  readonly name: string;
  /** Which element holds it: `system.webServer/odbcLogging`. */
  readonly element: string;
  readonly userName: string | undefined;
  readonly passwordState: "set" | "sealed" | "sealed-empty";
}

export type WithoutName = "pool identity" | "nothing";

export type ValueChange<Value> = { readonly set: Value } | { readonly remove: true };

/** The change of one credential. A half that is not named stays as it is, byte for byte. */
export interface Change {
  readonly location: Location;
  readonly kind: Kind;
  /** The values on which the change was decided: a store refuses the change if the key no longer holds them. */
  readonly expected: OwnPair;
  readonly userName?: ValueChange<string>;
  readonly password?: ValueChange<Secret>;
}

/** What a key itself holds once a change is written. A value that is replaced keeps its INHERIT flag. */
export function ownAfter<Stored, Written>(
  own: Own<Stored> | undefined,
  change: ValueChange<Written> | undefined,
  toStored: (written: Written) => Stored,
): Own<Stored> | undefined {
  if (change === undefined) return own;
  if ("remove" in change) return undefined;
  return { value: toStored(change.set), inheritable: own?.inheritable ?? true };
}
