import type { Kind, Location, ObservedKey, SettingName, Snapshot } from "../../domain";
import { appHostWords } from "./apphost-words";
import { metabaseWords } from "./metabase-words";
import type { World } from "./world";

/** How a generation of IIS is spoken of, one table for each. What differs beside words is in the reading itself. */
export interface Words {
  /** What was read. */
  readonly reading: string;
  /** The same where it begins a sentence about something that is not there. */
  readonly readingOf: (snapshot: Snapshot) => string;
  /** One of the places that have credentials. */
  readonly place: string;
  /** What runs all of its places; left out where settings decide it. */
  readonly world?: World;
  readonly roles: Readonly<Record<Kind, string>>;
  /** Settings whose names differ from those of a metabase. */
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
  /** What a local folder says of a user for it. */
  readonly localFolder: { readonly says: string; readonly usesUser: boolean };
  /** What comes of it where a folder has no user. */
  readonly passedOn: string;
  /** What would be better than a stored password, a sentence each. */
  readonly better: Readonly<Partial<Record<Kind, string>>>;
  /** A location where it is named in a sentence; with a kind, the credential of that kind there. */
  readonly nameOf: (snapshot: Snapshot, location: Location, kind?: Kind) => string;
  /** What a key is, as the title of what is said of it has it. */
  readonly typeOf: (key: ObservedKey) => string;
  /** How a path is served, as the end of a sentence. */
  readonly served: (snapshot: Snapshot, key: ObservedKey, path: string) => string;
  /** What FTP has of its own, where web sites are FTP sites as well. */
  readonly ftpNote?: string;
  readonly hand: HandWords;
}

/** The change of a credential without Pulumi. */
interface HandWords {
  /** Said once below all commands. */
  readonly warning: string;
  /** Lines for the server itself, without the password; none where they can't hold the names. */
  readonly commands: (snapshot: Snapshot, change: HandChange) => readonly string[];
  /** Where IIS Manager has the same. */
  readonly manager: (snapshot: Snapshot, change: HandChange) => string;
  /** What is to be known of it beside. */
  readonly notes: Readonly<Partial<Record<Kind, string>>>;
}

/** The pair that is to be set, and the key at which. */
export interface HandChange {
  readonly kind: Kind;
  readonly userName: string;
  readonly location: Location;
}

/** Who has names for its places is an applicationHost.config. */
export function wordsOf({ locate }: Pick<Snapshot, "locate">): Words {
  return locate === undefined ? metabaseWords : appHostWords;
}

/** A setting as people know it. */
export function settingWord(snapshot: Snapshot, name: SettingName): string {
  return wordsOf(snapshot).settings[name] ?? name;
}
