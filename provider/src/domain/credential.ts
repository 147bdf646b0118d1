import { mayHold, propertyTable, sectionTable, type Half, type Kind, type Part } from "./kind";
import type { Location } from "./location";
import { printable } from "./printable";
import type { Secret } from "./secret";
import type { SettingName, Settings } from "./setting";

/**
 * Why a stored password can't be compared. Such a password is never assumed to be right, and never written as a
 * password.
 */
export type OpaqueReason = "sealed" | "sealed-empty" | "exported" | "masked" | "unreadable";

/**
 * A password as a store found it. `fingerprint` distinguishes two readings of one store and means nothing outside the
 * process; `matches` compares exactly. The text itself is there only if a caller asked the store to reveal it.
 */
export type StoredPassword =
  | { readonly state: "empty" }
  | { readonly state: "opaque"; readonly reason: OpaqueReason; readonly fingerprint: string }
  | {
      readonly state: "comparable";
      readonly fingerprint: string;
      readonly matches: (secret: Secret) => boolean;
      readonly text?: Secret;
    };

/** A value that is set at the key itself. Values stored without INHERIT count at their key and nowhere beneath. */
export interface Own<Value> {
  readonly value: Value;
  readonly inheritable: boolean;
}

/** What one key itself holds of one kind; a half that is not set there is `undefined`. */
export interface OwnPair {
  readonly userName: Own<string> | undefined;
  readonly password: Own<StoredPassword> | undefined;
}

export const emptyPair: OwnPair = { userName: undefined, password: undefined };

/** One key of the metabase, with what it sets of the six properties itself. */
export interface ObservedKey {
  readonly location: Location;
  readonly keyType: string;
  /** As people know it, where that is not the location: `Default Web Site/app`, or a pool's name. */
  readonly name?: string;
  /** Of an applicationHost.config, by kind: the element that holds the credential. The key holds no other kind. */
  readonly elements?: Readonly<Partial<Record<Kind, string>>>;
  readonly own: Readonly<Partial<Record<Kind, OwnPair>>>;
  readonly settings?: Settings | undefined;
  /** Which of the settings were stored to count at this key alone. */
  readonly notInherited?: ReadonlySet<SettingName> | undefined;
  /**
   * Why the key can be understood in more than one way, such as a location or a property that occurs twice. Such a key
   * is reported, nothing at it is written, and nothing that an unclear half of it may decide is compared.
   */
  readonly ambiguous?: string | undefined;
  /**
   * The halves of an ambiguous key that are unclear; all others are as in `own`. If left out, any half may be unclear.
   */
  readonly unclear?: UnclearHalves | undefined;
  /** The settings that an ambiguous key sets to an unknown value. */
  readonly unclearSettings?: ReadonlySet<SettingName> | undefined;
  /** Of a store that lists keys by property: the halves that the key sets, read or not, with their places in those lists. */
  readonly listed?: HalvesInList | undefined;
}

/** By kind and half, where a server's own list of that property names a key, counted from 0. */
export type HalvesInList = Readonly<Partial<Record<Kind, Readonly<Partial<Record<Half, number>>>>>>;

/** Halves, by kind, for which it is not known whether a key sets them itself, or to what. */
export type UnclearHalves = Readonly<Partial<Record<Kind, readonly Half[]>>>;

/** True if the key sets this half itself, even if its value could not be read. */
export function setsHalf({ own, listed }: ObservedKey, kind: Kind, half: Half): boolean {
  return own[kind]?.[half] !== undefined || listed?.[kind]?.[half] !== undefined;
}

/** True if it is not known whether the key sets this half itself, or to what. */
export function isUnclear(key: ObservedKey, kind: Kind, half: Half): boolean {
  const { ambiguous, unclear, keyType, own } = key;
  if (ambiguous === undefined) return false;
  if (unclear !== undefined) return unclear[kind]?.includes(half) === true;
  // An element that contradicts itself may mean more than it seems to, but nothing that its key can't hold.
  const isSet = own[kind]?.userName !== undefined || own[kind]?.password !== undefined;
  return isSet || keyType === "" || holdsHalf(key, kind, "userName") || holdsHalf(key, kind, "password");
}

/** True where this half may be set at the key. */
export function holdsHalf(
  { keyType, elements }: Pick<ObservedKey, "keyType" | "elements">,
  kind: Kind,
  half: Half,
): boolean {
  if (elements !== undefined) return elements[kind] !== undefined;
  return mayHold(keyType, propertyTable[kind][half]);
}

/** How people know a part: `AnonymousUserPass`, or, of an applicationHost.config, `anonymousAuthentication password`. */
export function halfName({ elements }: Pick<ObservedKey, "elements">, kind: Kind, part: Part): string {
  if (elements !== undefined) return `${elements[kind] ?? sectionTable[kind]} ${part}`;
  return part === "identityType" ? "AppPoolIdentityType" : propertyTable[kind][part].name;
}

/** How people know a place: by the name that IIS 7 and later give it, otherwise by its location. Safe to print. */
export function placeName({ name, location }: Pick<ObservedKey, "name" | "location">): string {
  return printable(name ?? location);
}

/** True where both readings are of the same stored value. */
export function sameStored(
  left: Own<StoredPassword> | undefined,
  right: Own<StoredPassword> | undefined,
): boolean {
  // One reading answers with one object, and no hash is needed.
  if (left === undefined || right === undefined || left === right) return left === right;
  const token = ({ value }: Own<StoredPassword>): string =>
    value.state === "empty" ? "" : `${value.state}:${value.fingerprint}`;
  return left.inheritable === right.inheritable && token(left) === token(right);
}

/** True where both readings hold the same user name, letter for letter, and the same stored password. */
export function samePair(left: OwnPair, right: OwnPair): boolean {
  return (
    left.userName?.value === right.userName?.value &&
    left.userName?.inheritable === right.userName?.inheritable &&
    sameStored(left.password, right.password)
  );
}
