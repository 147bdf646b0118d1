import type { Change, IdentityError, Location, Snapshot } from "../domain";

/** What to read. A store may always answer with more. */
export interface Query {
  /** Keys whose existence and type must be known, credentials or not. */
  readonly locations: readonly Location[];
  /** Ask for the passwords' texts as well. Only `discover` and its like set it. */
  readonly reveal?: boolean;
}

/** `unchanged`: the key already held what was asked, and not a byte was written for it. */
export type ChangeResult =
  | { readonly outcome: "unchanged"; readonly warnings?: readonly string[] }
  | {
      readonly outcome: "written";
      /** Sentences for people: what failed after the write and does not undo it. */
      readonly warnings?: readonly string[];
    }
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

  /**
   * Why this store would refuse one of the changes, the first of those, known before anything is written. `undefined` if it would
   * refuse none of them.
   */
  refusal(changes: readonly Change[]): Promise<IdentityError | undefined>;

  /**
   * Why this store will not write one of the changes, the first of those, though all can be compared: a server's own file is read
   * to see what differs. `undefined` if it will write each of them.
   */
  notWritten?(changes: readonly Change[]): Promise<IdentityError | undefined>;

  /** A warning for people before the changes are written; `undefined` for most. */
  warningOf?(changes: readonly Change[]): Promise<string | undefined>;

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
