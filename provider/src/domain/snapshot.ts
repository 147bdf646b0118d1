import type { AccountNames } from "./account";
import { placeName, type ObservedKey, type Own, type OwnPair } from "./credential";
import type { IdentityType } from "./identity-type";
import type { Credential, Kind } from "./kind";
import { parseLocation, schemaDefault, type Location } from "./location";
import { printable } from "./printable";
import type { Secret } from "./secret";
import type { SettingName } from "./setting";

/** A place of a snapshot. Who has the key already spares the search for it. */
export type Place = Location | ObservedKey;

/** What a key may inherit: a kind of credential, half by half, or a setting. */
export type Inherited = Kind | SettingName;

/** One consistent reading of a metabase. */
export interface Snapshot {
  /** `undefined` where the metabase has no such key. */
  key(location: Location): ObservedKey | undefined;
  /**
   * The next known key that a location inherits from what it does not set itself; `undefined` where there is none. A chain for
   * each kind and each setting: nothing but the snapshot knows how they run. A location itself need not be known.
   */
  keyAbove(place: Place, what: Inherited): ObservedKey | undefined;
  /** True where all is inherited along the paths, so that what a key inherits from comes before it in the order of their paths. */
  readonly alongPaths?: true;
  /** The known keys that inherit a kind of credential directly from a key of this snapshot. Left out, `keyAbove` of each says so. */
  heirs?(key: ObservedKey, kind: Kind): readonly ObservedKey[];
  /** Every known key, in the metabase's order; at least those that set one of the six properties. */
  readonly keys: readonly ObservedKey[];
  /**
   * At least those keys, in the same order, that set a half of a credential of an account, or may: found by the names that
   * they set themselves, without reading more of all others. Left out, any key may be one.
   *
   * @param isAccount recognises the names of the account
   */
  keysOf?(isAccount: AccountNames): readonly ObservedKey[];
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
  /** What the format itself shows to be wrong, or worth a look, at a place. */
  findings?(): readonly PlaceFinding[];
  /**
   * The location that people mean by what they write, where a metabase has names of its own for its places. `kind` says which
   * credential is meant there. @throws IdentityError E_LOCATION
   */
  locate?(written: string, kind?: Kind): Location;
  /** Accounts that the metabase names outside of the three kinds. */
  readonly unmanaged?: readonly UnmanagedAccount[];
  /** Why such accounts are not known where the metabase may name some, as a sentence for people. */
  readonly unmanagedUnknown?: string;
  /** Sentences for people about the reading as a whole. */
  readonly warnings?: readonly string[];
  /** The machine's name, if it is known: without it `ANY\x` never equals `x`. */
  readonly machine: string | undefined;
  /** True if the metabase is a file that holds sealed values: no plain password may be added to them. */
  readonly seals: boolean;
}

/** A fault of the format itself at a place: one sentence, which holds no value, and another on what to do about it. */
export interface PlaceFinding {
  /** `undefined` where the metabase has no such location. */
  readonly location: Location | undefined;
  /** As people know the place. */
  readonly name: string;
  readonly text: string;
  readonly hint: string;
}

/** An account, or a sealed value, outside of the three kinds: found, and never changed. */
export interface UnmanagedAccount {
  /** `undefined` if it is set for a site that does not exist. */
  readonly location: Location | undefined;
  readonly name: string;
  /** Which element holds it: `system.webServer/odbcLogging`. */
  readonly element: string;
  readonly userName: string | undefined;
  /** The account that is meant, where that is another than the same name elsewhere: at FTP a bare name is NT AUTHORITY's. */
  readonly account?: string;
  readonly passwordState: "set" | "sealed" | "sealed-empty";
}

/**
 * The location that people mean by what they write, in canonical form.
 *
 * @param kind which credential is meant there; left out for a part of the tree
 * @throws IdentityError E_LOCATION for what can't be a location, and for what can be two
 */
export function resolveLocation(snapshot: Snapshot, written: string, kind?: Kind): Location {
  return snapshot.locate?.(written, kind) ?? parseLocation(written);
}

/** The location of a place. */
export function locationOf(place: Place): Location {
  return typeof place === "string" ? place : place.location;
}

/** How people know a location of a snapshot, or where IIS's own schema gives a value. Safe to print. */
export function placeAt(snapshot: Snapshot, location: Location): string {
  if (location === schemaDefault) return "IIS's schema";
  const key = snapshot.key(location);
  return key === undefined ? printable(location) : placeName(key);
}

export type WithoutName = "pool identity" | "nothing";

export type ValueChange<Value> = { readonly set: Value } | { readonly remove: true };

/** The change of one credential. A half that is not named stays as it is, byte for byte. */
export interface Change extends Credential {
  /** The values on which the change was decided: a store refuses the change if the key no longer holds them. */
  readonly expected: OwnPair;
  readonly userName?: ValueChange<string>;
  readonly password?: ValueChange<Secret>;
  /**
   * Of a pool of IIS 7 or later whose type is declared: the own type on which the change was decided, refused in the same
   * way if it is another one, and what becomes of it.
   */
  readonly identityType?: {
    readonly expected: string | undefined;
    readonly change?: ValueChange<IdentityType>;
  };
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
