import {
  keyTree,
  kinds,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Snapshot,
} from "../../domain";
import type { MetabaseDocument, MetabaseKey } from "../../metabase";
import { storedPassword, unreadablePassword } from "../stored-password";

/** What a document's keys hold, in the form in which drift is decided. */
export function snapshotOf(
  document: MetabaseDocument,
  machine: string | undefined,
  reveal: boolean,
): Snapshot {
  const keys = document.keys.map((key) => new KeyOfFile(key, reveal));
  return {
    ...keyTree(keys),
    keysOf: (isAccount) => keys.filter((key) => key.mayBeOf(isAccount)),
    complete: true,
    machine,
    seals: document.seals,
  };
}

/** A key whose values are read, once, when somebody asks for them. */
class KeyOfFile implements ObservedKey {
  readonly #key: MetabaseKey;
  readonly #reveal: boolean;
  #own: ObservedKey["own"] | undefined;
  /** `null`: not read yet. */
  #settings: ObservedKey["settings"] | null = null;

  constructor(key: MetabaseKey, reveal: boolean) {
    this.#key = key;
    this.#reveal = reveal;
  }

  get location(): Location {
    return this.#key.location;
  }

  get keyType(): string {
    return this.#key.keyType;
  }

  get own(): ObservedKey["own"] {
    return (this.#own ??= ownOf(this.#key, this.#reveal));
  }

  /** False where all that it sets is of other accounts, by the names that it sets itself, and clear. Nothing is kept. */
  mayBeOf(isAccount: (userName: string) => boolean): boolean {
    const { values, ambiguous } = this.#key;
    if (ambiguous !== undefined) return true;
    return kinds.some((kind) => {
      const pair = values[kind];
      return pair !== undefined && (pair.userName === undefined || isAccount(pair.userName.text));
    });
  }

  get settings(): ObservedKey["settings"] {
    if (this.#settings === null) this.#settings = this.#key.settings;
    return this.#settings;
  }

  get notInherited(): ObservedKey["notInherited"] {
    return this.#key.notInherited;
  }

  get ambiguous(): ObservedKey["ambiguous"] {
    return this.#key.ambiguous;
  }

  get unclear(): ObservedKey["unclear"] {
    return this.#key.unclear;
  }
}

function ownOf({ values }: MetabaseKey, reveal: boolean): ObservedKey["own"] {
  const own: Partial<Record<Kind, OwnPair>> = {};
  for (const kind of kinds) {
    const pair = values[kind];
    if (pair === undefined) continue;
    const { userName, password } = pair;
    own[kind] = {
      userName: userName && { value: userName.text, inheritable: userName.inheritable },
      password: password && {
        value: password.readable ? storedPassword(password.text, reveal) : unreadablePassword,
        inheritable: password.inheritable,
      },
    };
  }
  return own;
}
