import { randomBytes } from "node:crypto";
import type { RunBatch } from "../../agent";
import {
  isIdentityError,
  locationKey,
  type Change,
  type IdentityError,
  type LocationKey,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { AgentCommits } from "../agent-commits";
import { expectedPair } from "../agent-fingerprints";
import { failed, type Decision } from "../decide-change";
import { firstRefusal } from "../first-refusal";
import { serverBackups, type CommitRequests } from "../plan-commit";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { textRefusal } from "../text-refusal";
import { iis7Errors } from "./hresult";
import { LiveReading } from "./live-reading";

/** The store for the configuration of a running IIS 7 or later: one script-host process reads all of it, and one a commit. */
export class Iis7Store implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: true, reveals: true };
  readonly #runBatch: RunBatch;
  readonly #key = randomBytes(32).toString("hex");
  readonly #commits: AgentCommits<LiveReading>;
  #reading: Promise<LiveReading> | undefined;

  /** @param transport how the script host is reached, in words: `local`, `ssh web01` */
  constructor({ server, transport }: { server?: string | undefined; transport: string }, runBatch: RunBatch) {
    this.name = ["iis7", transport, ...(server === undefined ? [] : [server.toUpperCase()])].join(" ");
    this.#runBatch = runBatch;
    this.#commits = new AgentCommits(
      {
        errors: iis7Errors,
        read: () => this.#read(),
        decide: (reading, change) => decideOn(reading, change),
        requests: (reading) => requestsOn(reading),
        fileToBackUp: () => "applicationHost.config",
        lookAgain: () => this.#lookAgain(),
        done: (reading, changes, stale) => {
          const known = stale ? undefined : reading.after(changes);
          this.#reading = known && Promise.resolve(known);
        },
      },
      runBatch,
      this.#key,
    );
  }

  async observe({ reveal = false }: Query): Promise<Snapshot> {
    const reading = await (reveal ? this.#readNow(true) : this.#read());
    return reading.snapshot;
  }

  refusal(changes: readonly Change[]): Promise<IdentityError | undefined> {
    return Promise.resolve(firstRefusal(changes, textRefusal));
  }

  async notWritten(changes: readonly Change[]): Promise<IdentityError | undefined> {
    const reading = await this.#read();
    return firstRefusal(changes, (change) => reading.levelRefusal(change));
  }

  async warningOf(): Promise<string | undefined> {
    const { sharedPath } = await this.#read();
    if (sharedPath === undefined) return undefined;
    return `${sharedPath} may be the configuration of other servers, too: what is written changes all of them, so declare it in one stack alone`;
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return this.#commits.submit(changes);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    this.#reading = undefined;
  }

  /** What could not be read is not tried again for each caller. */
  #read(): Promise<LiveReading> {
    this.#reading ??= handled(this.#readNow(false));
    return this.#reading;
  }

  async #readNow(reveal: boolean): Promise<LiveReading> {
    const result = await this.#runBatch(this.#key, () => [{ type: "configuration", reveal }]);
    const reading = LiveReading.of(result, { key: this.#key, reveal });
    if (isIdentityError(reading)) throw reading;
    return reading;
  }

  async #lookAgain(): Promise<ReadonlyMap<LocationKey, ObservedKey>> {
    try {
      const { keys } = (await this.#readNow(false)).snapshot;
      return new Map(keys.map((key) => [locationKey(key.location), key]));
    } catch (error) {
      if (isIdentityError(error)) return new Map();
      throw error;
    }
  }
}

/** Nobody may be waiting for it when it fails; a later caller gets the error. */
function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

function decideOn(reading: LiveReading, change: Change): Decision {
  const key = reading.snapshot.key(change.location);
  if (key === undefined || reading.placeOf(change) === undefined)
    return failed(change, "E_UNKNOWN_LOCATION", "The configuration no longer has this place.");
  if (key.ambiguous !== undefined) return failed(change, "E_AMBIGUOUS", key.ambiguous);
  const error = textRefusal(change) ?? reading.levelRefusal(change);
  return error === undefined ? { outcome: "write" } : { outcome: "failed", error };
}

function requestsOn(reading: LiveReading): CommitRequests {
  return {
    backup: { type: "copy", ...serverBackups },
    change: (change) => {
      const { userName, password, identityType } = change;
      const at = reading.placeOf(change);
      // Such a change is not asked for.
      if (at === undefined) throw new Error("A change of no element was asked for.");
      return {
        type: "set",
        at,
        expected: expectedPair(change),
        ...(userName === undefined ? {} : { userName }),
        ...(password === undefined ? {} : { password }),
        ...(identityType === undefined ? {} : { identityType }),
      };
    },
  };
}
