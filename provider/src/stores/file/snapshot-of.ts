import {
  isOfOneKey,
  kinds,
  locationOf,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Place,
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
  const { indexed } = document;
  const made = new Array<KeyOfFile | undefined>(indexed.count);
  const keyAt = (index: number): KeyOfFile | undefined => {
    const key = indexed.key(index);
    return key && (made[index] ??= new KeyOfFile(key, index, reveal));
  };
  const keysAt = (indexes: readonly number[]): readonly KeyOfFile[] =>
    indexes.map(keyAt).filter((key) => key !== undefined);
  const isHere = (place: Place): place is KeyOfFile =>
    place instanceof KeyOfFile && made[place.index] === place;
  let keys: readonly KeyOfFile[] | undefined;
  return {
    get keys() {
      return (keys ??= keysAt(Array.from({ length: indexed.count }, (_, index) => index)));
    },
    key: (location) => keyAt(indexed.at(location)),
    keyAbove: (place, what) => {
      if (isOfOneKey(what)) return undefined;
      return keyAt(indexed.above(isHere(place) ? place.index : locationOf(place)));
    },
    alongPaths: true,
    heirs: (key) => keysAt(indexed.beneath(isHere(key) ? key.index : indexed.at(key.location))),
    keysOf: (isAccount) => keysAt(indexed.ofAccount(isAccount)),
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

  constructor(
    key: MetabaseKey,
    readonly index: number,
    reveal: boolean,
  ) {
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
