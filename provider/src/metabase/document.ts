import type { Half, Kind, Location, SettingName, Settings, UnclearHalves } from "../domain";
import type { ElementSpan, EncodedText } from "../document";

/** One of the six properties as a key stores it. */
export interface StoredValue {
  /** References resolved, line breaks unchanged. Without meaning if `readable` is false. */
  readonly text: string;
  /** False for a `<Custom>` whose Attributes lack INHERIT; a value stored as attribute is always inherited. */
  readonly inheritable: boolean;
  readonly source: "attribute" | "custom";
  /** False for a `<Custom>` without a Value or whose Type is not STRING: neither text nor a password to compare. */
  readonly readable: boolean;
  /** Of an attribute: where the value is between its quotes, in `EncodedText.units`. */
  readonly place?: ElementSpan;
}

/** What a key itself holds of one kind. */
type StoredPair = Readonly<Partial<Record<Half, StoredValue>>>;

/** One `/LM…` key of the file. */
export interface MetabaseKey {
  /** As the file spells it. */
  readonly location: Location;
  /** The element's name: `IIsWebServer`. */
  readonly keyType: string;
  readonly values: Readonly<Partial<Record<Kind, StoredPair>>>;
  /** What the key itself sets of the settings beside the credentials. */
  readonly settings?: Settings | undefined;
  /** Which of them are in a `<Custom>` element whose Attributes lack INHERIT. */
  readonly notInherited?: ReadonlySet<SettingName>;
  /** A sentence that says why the key can be understood in more than one way; such a key is never edited. */
  readonly ambiguous?: string;
  /** Which halves are unclear because of that; all others are as in `values`. */
  readonly unclear?: UnclearHalves;
  readonly element: ElementSpan;
}

/** The keys by their places among all, from 0 on; -1 stands for none. No key is made before somebody asks for it. */
export interface IndexedKeys {
  readonly count: number;
  key(index: number): MetabaseKey | undefined;
  at(location: Location): number;
  /** The nearest key above a key, or above a location that is none. */
  above(place: number | Location): number;
  /** The keys whose nearest one above it is. */
  beneath(index: number): readonly number[];
  /**
   * At least those that set a half of a credential of an account, or may: by the names that they set themselves.
   *
   * @param isAccount recognises the names of the account
   */
  ofAccount(isAccount: (userName: string) => boolean): readonly number[];
}

/** A metabase file, read. It keeps the bytes, which must not change while the document is in use. */
export interface MetabaseDocument {
  readonly bytes: Uint8Array;
  readonly encoded: EncodedText;
  /** The `/LM…` keys in the file's order. A location that occurs twice appears once, at its first place, ambiguous. */
  readonly keys: readonly MetabaseKey[];
  /** The key at a location, which compares ignoring case. */
  key(location: Location): MetabaseKey | undefined;
  readonly indexed: IndexedKeys;
  /**
   * True if the file holds anything sealed: a SessionKey with content, a value anywhere that begins with IIS 6's seal,
   * or a sealed password, sealed empty ones included. A plain password beside sealed ones would be a fault.
   */
  readonly seals: boolean;
}
