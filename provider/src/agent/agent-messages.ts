import type {
  Change,
  IdentityError,
  Kind,
  Location,
  ObservedKey,
  OpaqueReason,
  Own,
  Secret,
  SettingName,
  Settings,
  ValueChange,
} from "../domain";

/** A stored password as the agent reports it: by keyed fingerprint, with its text only if it was asked to reveal it. */
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
export interface AgentKey extends Pick<ObservedKey, "location" | "keyType" | "unclear" | "listed"> {
  readonly own: Readonly<Partial<Record<Kind, AgentPair>>>;
  readonly settings: Settings;
  /** Why something in it could not be read, with the HRESULT. */
  readonly unreadable?: string;
  /** Settings that decide whether a credential counts, but whose value can't be understood. */
  readonly unclearSettings?: readonly SettingName[];
}

/** What an attribute of an element is set to, or why it is not known whether it is set. */
export type AgentAttribute =
  | { readonly state: "text"; readonly text: string }
  | { readonly state: "password"; readonly password: AgentPassword }
  | { readonly state: "unknown"; readonly hresult: number };

/** An element of an applicationHost.config with the attributes that it sets itself, as IIS's schema names both. */
export interface AgentElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, AgentAttribute>;
  readonly children: readonly AgentElement[];
}

/** The file that holds the server's configuration. */
export interface AgentConfigFile {
  /** Where IIS has it open. */
  readonly path: string;
  /** True if a location tag may keep what it sets from the applications beneath it; IIS does not report which one. */
  readonly keepsApart: boolean;
}

/**
 * The key's own values at the time when a change was decided; a password by its fingerprint, `""` for an empty one.
 */
interface ExpectedPair {
  readonly userName: string | undefined;
  readonly password: string | undefined;
}

/** An element of an applicationHost.config that may hold a credential, there or not. Names compare as Windows compares them. */
export interface ElementPlace {
  readonly element:
    | "anonymousAuthentication"
    | "processModel"
    | "applicationPoolDefaults"
    | "virtualDirectory"
    | "virtualDirectoryDefaults";
  /** The number of its site; left out at the server's own level. */
  readonly site?: string;
  /**
   * Of a pool, its name; of an anonymous credential, what follows the site's name in a location tag's path, `app/dir`; of what
   * is in an application, the application's path.
   */
  readonly path?: string;
  /** The virtual directory's own path. */
  readonly directory?: string;
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
  /** All that concerns credentials in the configuration of IIS 7 and later. */
  | { readonly type: "configuration"; readonly reveal: boolean }
  /** Only the keys at `locations`. */
  | { readonly type: "observe"; readonly locations: readonly Location[]; readonly reveal: boolean }
  /**
   * A backup under `name`, of which the newest `keep` stay. It is skipped if no later `apply` of the batch has anything
   * to write. If it fails, no `apply` is done.
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
  /** The same as `backup`, of the files that hold the configuration of IIS 7 and later, before `set`. */
  | { readonly type: "copy"; readonly name: string; readonly keep: number }
  /**
   * Compare through a fresh object, put both halves, read back through a fresh object. One commit makes all of a batch's
   * changes.
   */
  | {
      readonly type: "set";
      readonly at: ElementPlace;
      readonly expected: ExpectedPair;
      readonly userName?: ValueChange<string>;
      readonly password?: ValueChange<Secret>;
      /** Of a pool, or of the defaults of pools; left out, it is not compared. */
      readonly identityType?: Change["identityType"];
    }
  /** Saves to disk what the batch wrote, if it wrote anything. */
  | { readonly type: "save" }
  /** States of application pools, by location. */
  | { readonly type: "pools" }
  /** What `doctor` asks about the machine, the script host and the provider. */
  | { readonly type: "examine" }
  /** What `doctor` asks about the machine, the script host and IIS's administration objects. */
  | { readonly type: "inspect" }
  /** Repeats a text that contains no secret, to see whether every character survives the way there and back. */
  | { readonly type: "echo"; readonly text: string };

/** How one request ended. `hresult` is 0 for success; errors are distinguished by it, never by their texts. */
export type AgentAnswer =
  | {
      readonly type: "snapshot" | "observe";
      readonly hresult: number;
      readonly keys: readonly AgentKey[];
      /** The keys of `locations` that are not there. */
      readonly missing: readonly Location[];
    }
  | {
      readonly type: "configuration";
      readonly hresult: number;
      /** `undefined` if nothing was read. */
      readonly opened: AgentConfigFile | undefined;
      /** Sections and location tags; a section in a location tag is its child. */
      readonly elements: readonly AgentElement[];
    }
  | {
      readonly type: "backup" | "copy";
      readonly hresult: number;
      /** Where it is, in words for people; empty if no backup was needed. */
      readonly where: string;
      /** How many of our old backups could not be removed; `undefined` if they could not be listed, and all stay. */
      readonly notRemoved: number | undefined;
    }
  | {
      readonly type: "apply" | "set";
      readonly hresult: number;
      /**
       * `changed`: the key no longer holds what was expected; `missing`: it is gone; `refused`: nothing was written,
       * because the backup failed or for the reason in `hresult`; `locked`: nothing was written, because a level above locks it;
       * `unverified`: the calls succeeded or failed, and the
       * key holds something other than what was asked.
       */
      readonly outcome: "written" | "unchanged" | "changed" | "missing" | "refused" | "locked" | "unverified";
    }
  | { readonly type: "save"; readonly hresult: number }
  | {
      readonly type: "pools";
      readonly hresult: number;
      /** AppPoolState: 1 starting, 2 started, 3 stopping, 4 stopped; `undefined` if the pool reports no state. */
      readonly pools: readonly { readonly location: Location; readonly state: number | undefined }[];
    }
  | {
      readonly type: "examine" | "inspect";
      readonly hresult: number;
      readonly findings: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly type: "echo"; readonly hresult: number; readonly text: string; readonly fingerprint: string };

/** What every batch reports about the server besides its answers. */
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
   * True if the process was the script host itself and ended by itself, so that it writes nothing more. A process that was
   * killed, or that was reached through another program or a connection, may still write.
   */
  readonly over?: boolean;
}
