import type { IdentityError, Kind, Location, ObservedKey, OwnPair, Secret } from "../domain";

/** What to read. A store may always answer with more. */
export interface Query {
  /** Keys whose existence and type must be known, credentials or not. */
  readonly locations: readonly Location[];
  /** Ask for the passwords' texts as well. Only `discover` and its like set it. */
  readonly reveal?: boolean;
}

/** One consistent reading of a metabase: every key that sets one of the six properties, and those asked for. */
export interface Snapshot {
  /** `undefined` where the metabase has no such key. */
  key(location: Location): ObservedKey | undefined;
  /** Every key that sets at least one of the six properties itself, in the metabase's order. */
  readonly credentialKeys: readonly ObservedKey[];
  /** The machine's name, where the store knows it. */
  readonly machine: string | undefined;
}

export type ValueChange<Value> = { readonly set: Value } | { readonly remove: true };

/** What becomes of one credential. A half that is not named stays as it is, byte for byte. */
export interface Change {
  readonly location: Location;
  readonly kind: Kind;
  /** What the change was decided on: it fails with E_CHANGED_MEANWHILE where the key no longer holds this. */
  readonly expected: OwnPair;
  readonly userName?: ValueChange<string>;
  readonly password?: ValueChange<Secret>;
}

/** `unchanged`: the key already held what was asked, and not a byte was written for it. */
export type ChangeResult =
  | { readonly outcome: "written" | "unchanged" }
  | { readonly outcome: "failed"; readonly error: IdentityError };

export interface Capabilities {
  /** Whether all changes of one `apply` become visible in one step or not at all. */
  readonly atomic: boolean;
  /** Whether `reveal` is answered. */
  readonly reveals: boolean;
}

/** A way to reach one metabase. Every store passes the same conformance suite. */
export interface Store {
  /** For people and for recognising one store in two resources, for example `file /srv/MetaBase.xml`. */
  readonly name: string;
  readonly capabilities: Capabilities;

  /** Reads at most once, and again only where somebody else changed the metabase. @throws IdentityError */
  observe(query: Query): Promise<Snapshot>;

  /** Why this store would refuse the change, told before anything is written; `undefined` where it would not. */
  refusal(change: Change): Promise<IdentityError | undefined>;

  /**
   * Writes many changes with one commit, after a backup before the process's first write. One failing change does not
   * keep the others from being written.
   *
   * @returns one result for each change, in order
   * @throws IdentityError where nothing could be written at all
   */
  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]>;

  close(): Promise<void>;
}
