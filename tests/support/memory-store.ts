import {
  keyTree,
  kinds,
  locationKey,
  ownAfter,
  type Change,
  type IdentityError,
  type Kind,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Own,
  type OwnPair,
  type Settings,
  type Snapshot,
  type UnclearHalves,
} from "../../provider/src/domain";
import { decideChange, decideOnce, resultsOf } from "../../provider/src/stores/decide-change";
import type { Capabilities, ChangeResult, Query, Store } from "../../provider/src/stores/store";
import { storedPassword, unreadablePassword } from "../../provider/src/stores/stored-password";

export interface MemoryPair {
  readonly userName?: Own<string>;
  /** `unreadable` stands for a value that the store can't read as a text. */
  readonly password?: Own<string> & { readonly unreadable?: boolean };
}

/** One key as a test declares it; passwords are texts, of any kind that a metabase file can hold. */
export interface MemoryKey {
  readonly location: Location;
  readonly keyType: string;
  readonly own: Readonly<Partial<Record<Kind, MemoryPair>>>;
  readonly settings?: Settings;
  readonly ambiguous?: string;
  readonly unclear?: UnclearHalves;
}

/** A metabase in memory, for tests: a real store in all but permanence. */
export class MemoryStore implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: true, reveals: true };
  readonly #keys: Map<LocationKey, MemoryKey>;
  readonly #machine: string | undefined;

  constructor(name: string, keys: readonly MemoryKey[], machine?: string) {
    this.name = `memory ${name}`;
    this.#keys = new Map(keys.map((key) => [locationKey(key.location), key]));
    this.#machine = machine;
  }

  observe(query: Query): Promise<Snapshot> {
    return Promise.resolve({
      ...keyTree([...this.#keys.values()].map((key) => observe(key, query.reveal === true))),
      complete: false,
      machine: this.#machine,
      seals: false,
    });
  }

  refusal(): Promise<IdentityError | undefined> {
    return Promise.resolve(undefined);
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    const keyOf = (location: Location): ObservedKey | undefined => {
      const key = this.#keys.get(locationKey(location));
      return key === undefined ? undefined : observe(key, false);
    };
    const decisions = decideOnce(changes, (change) =>
      decideChange(change, keyOf(change.location), () => undefined),
    );
    return Promise.resolve(
      resultsOf(decisions, (index) => {
        this.#write(changes[index]!);
        return { outcome: "written" };
      }),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #write(change: Change): void {
    const id = locationKey(change.location);
    const key = this.#keys.get(id);
    if (key === undefined) return;
    const pair = key.own[change.kind] ?? {};
    const userName = ownAfter(pair.userName, change.userName, (name) => name);
    const password = ownAfter(pair.password, change.password, (secret) => secret.reveal());
    const after = {
      ...(userName === undefined ? {} : { userName }),
      ...(password === undefined ? {} : { password }),
    };
    this.#keys.set(id, { ...key, own: { ...key.own, [change.kind]: after } });
  }
}

function observe(key: MemoryKey, reveal: boolean): ObservedKey {
  const own: Partial<Record<Kind, OwnPair>> = {};
  for (const kind of kinds) {
    const pair = key.own[kind];
    if (pair === undefined) continue;
    const { userName, password } = pair;
    own[kind] = {
      userName,
      password: password && {
        inheritable: password.inheritable,
        value: password.unreadable === true ? unreadablePassword : storedPassword(password.value, reveal),
      },
    };
  }
  const { location, keyType, settings, ambiguous, unclear } = key;
  return {
    location,
    keyType,
    own,
    ...(settings === undefined ? {} : { settings }),
    ...(ambiguous === undefined ? {} : { ambiguous }),
    ...(unclear === undefined ? {} : { unclear }),
  };
}
