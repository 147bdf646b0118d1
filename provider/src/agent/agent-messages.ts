import type {
  HalvesInList,
  IdentityError,
  Kind,
  Location,
  OpaqueReason,
  Own,
  Secret,
  SettingName,
  Settings,
  UnclearHalves,
  ValueChange,
} from "../domain";

/** A stored password as the agent tells it: by keyed fingerprint, with its text only where it was asked to reveal it. */
export type AgentPassword =
  | { readonly state: "empty" }
  | { readonly state: "opaque"; readonly reason: OpaqueReason; readonly fingerprint: string }
  | { readonly state: "comparable"; readonly fingerprint: string; readonly text?: Secret };

/** What a key itself holds of one kind. */
export interface AgentPair {
  readonly userName?: Own<string>;
  readonly password?: Own<AgentPassword>;
}

/** One key with its own values. */
export interface AgentKey {
  readonly location: Location;
  readonly keyType: string;
  readonly own: Readonly<Partial<Record<Kind, AgentPair>>>;
  readonly settings: Settings;
  /** Why something of it could not be read, with the HRESULT. */
  readonly unreadable?: string;
  /** The halves that it sets, and that could not be read. */
  readonly unclear?: UnclearHalves;
  /** Settings that decide whether a credential counts, and that have no value that can be understood. */
  readonly unclearSettings?: readonly SettingName[];
  /** Of each half that it sets, read or not, the place in the server's own list of that property. */
  readonly listed?: HalvesInList;
}

/** What a change was decided on: the own values then; a password by its fingerprint, `""` for an empty one. */
export interface ExpectedPair {
  readonly userName: string | undefined;
  readonly password: string | undefined;
}

/** What the agent is asked, in one batch. */
export type AgentRequest =
  /** Every key beneath `under` that has a KeyType, with its own values, and the keys at `locations`, there or not. */
  | {
      readonly type: "snapshot";
      readonly under: Location;
      readonly locations: readonly Location[];
      readonly reveal: boolean;
    }
  /** The keys at `locations`, and nothing else. */
  | { readonly type: "observe"; readonly locations: readonly Location[]; readonly reveal: boolean }
  /**
   * A backup under `name`, of which the newest `keep` stay; none where no later `apply` of the batch has anything to write.
   * Where it fails, none of them is done.
   */
  | { readonly type: "backup"; readonly name: string; readonly keep: number }
  /** Compare through a fresh object, put both halves, one SetInfo, read back through a fresh object. */
  | {
      readonly type: "apply";
      readonly location: Location;
      readonly kind: Kind;
      readonly expected: ExpectedPair;
      readonly userName?: ValueChange<string>;
      readonly password?: ValueChange<Secret>;
    }
  /** Brings to disk what the batch wrote, if it wrote anything. */
  | { readonly type: "save" }
  /** States of application pools, by location. */
  | { readonly type: "pools" }
  /** What `doctor` wants to know of the machine, the script host and the provider. */
  | { readonly type: "examine" }
  /** Says a text again, which holds no secret: whether the way there and back keeps every character. */
  | { readonly type: "echo"; readonly text: string };

/** How one request ended. `hresult` is 0 for success; errors are told by it, never by their texts. */
export type AgentAnswer =
  | {
      readonly type: "snapshot" | "observe";
      readonly hresult: number;
      readonly keys: readonly AgentKey[];
      /** The keys of `locations` that are not there. */
      readonly missing: readonly Location[];
    }
  | {
      readonly type: "backup";
      readonly hresult: number;
      /** Where it lies, in words for people; empty where none was needed. */
      readonly where: string;
      /** Old backups of ours that could not be removed; `undefined` where they could not be listed, and all stay. */
      readonly notRemoved: number | undefined;
    }
  | {
      readonly type: "apply";
      readonly hresult: number;
      /**
       * `changed`: the key no longer holds what was expected; `missing`: it is gone; `refused`: nothing was written, since
       * the backup failed or since `hresult` says why; `unverified`: the calls succeeded or failed, and the key holds something
       * else than was asked.
       */
      readonly outcome: "written" | "unchanged" | "changed" | "missing" | "refused" | "unverified";
    }
  | { readonly type: "save"; readonly hresult: number }
  | {
      readonly type: "pools";
      readonly hresult: number;
      /** AppPoolState: 1 starting, 2 started, 3 stopping, 4 stopped; `undefined` where the pool gives none. */
      readonly pools: readonly { readonly location: Location; readonly state: number | undefined }[];
    }
  | {
      readonly type: "examine";
      readonly hresult: number;
      readonly findings: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly type: "echo"; readonly hresult: number; readonly text: string; readonly fingerprint: string };

/** What every batch learns of the server beside its answers. */
export interface AgentServer {
  /** The machine's own name, where it is known. */
  readonly machine: string | undefined;
  /** MajorIIsVersionNumber; 7 and later answer through IIS 6 Metabase Compatibility. `undefined` where it can't be read. */
  readonly majorVersion: number | undefined;
}

/** How a batch ended. Answers come in the order of their requests; a batch that broke off has fewer, and `error`. */
export interface BatchResult {
  readonly server: AgentServer | undefined;
  readonly answers: readonly AgentAnswer[];
  readonly error: IdentityError | undefined;
  /**
   * True where the process was the script host itself and ended by itself: it writes nothing more. One that was ended,
   * or that was reached through another program or a connection, may have been about to write all the same.
   */
  readonly over?: boolean;
}
