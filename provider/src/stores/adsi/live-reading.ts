import type { AgentAnswer, AgentServer } from "../../agent";
import {
  keyTree,
  locationKey,
  type Change,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { agentFault } from "../agent-errors";
import { pairWritten } from "../agent-fingerprints";
import { observedKey } from "./observed-key";

type KeysAnswer = Extract<AgentAnswer, { type: "snapshot" | "observe" }>;

/** What is known of a live metabase. It is immutable: what is learnt or written later makes another reading. */
export class LiveReading {
  readonly snapshot: Snapshot;
  readonly #key: string;

  private constructor(
    readonly server: AgentServer,
    key: string,
    private readonly keys: ReadonlyMap<LocationKey, ObservedKey>,
    private readonly missing: ReadonlySet<LocationKey>,
  ) {
    this.#key = key;
    this.snapshot = {
      ...keyTree([...keys.values()]),
      complete: false,
      machine: server.machine,
      // IIS seals what it gets.
      seals: false,
    };
  }

  /**
   * The reading that an answer contains.
   *
   * @param key of the fingerprints, in hexadecimal
   * @throws IdentityError E_PROTOCOL if a key occurs twice
   */
  static of(server: AgentServer, answer: KeysAnswer, key: string): LiveReading {
    return new LiveReading(server, key, new Map(), new Set()).plus(answer);
  }

  /** True where it is known whether the location is there. */
  knows(location: Location): boolean {
    const key = locationKey(location);
    return this.keys.has(key) || this.missing.has(key);
  }

  /**
   * The same reading with keys that were asked for later, and those that turned out to be missing.
   *
   * @throws IdentityError E_PROTOCOL
   */
  plus({ keys: found, missing }: KeysAnswer): LiveReading {
    const keys = new Map(this.keys);
    const told = new Set<LocationKey>();
    for (const each of found) {
      const key = locationKey(each.location);
      if (told.has(key)) throw agentFault("The agent sent one key twice.", each.location);
      told.add(key);
      keys.set(key, observedKey(each, this.#key));
    }
    return new LiveReading(
      this.server,
      this.#key,
      keys,
      new Set([...this.missing, ...missing.map(locationKey)]),
    );
  }

  /** The reading after these changes were written. */
  after(changes: readonly Change[]): LiveReading {
    if (changes.length === 0) return this;
    const keys = new Map(this.keys);
    for (const change of changes) {
      const id = locationKey(change.location);
      const key = keys.get(id);
      if (key === undefined) continue;
      const pair = pairWritten(key.own[change.kind], change, this.#key);
      keys.set(id, { ...key, own: { ...key.own, [change.kind]: pair } });
    }
    return new LiveReading(this.server, this.#key, keys, this.missing);
  }
}
