import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { AgentAnswer, AgentRequest, AgentSettings, BatchResult, RunBatch } from "../../agent";
import {
  locationKey,
  parseLocation,
  type Change,
  type IdentityError,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { AgentCommits } from "../agent-commits";
import { unanswered } from "../agent-errors";
import { expectedPair } from "../agent-fingerprints";
import { CommitQueue, type Gather } from "../commit-queue";
import { failed, type Decision } from "../decide-change";
import { firstRefusal } from "../first-refusal";
import { serverBackups } from "../plan-commit";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { adsiErrors, hresultError } from "./hresult";
import { LiveReading } from "./live-reading";
import { fileToBackUp, goesThroughCompatibility, liveRefusal } from "./live-refusal";
import { observedKey } from "./observed-key";

/** The live metabase of a server, and in words how its script host is reached: `local`, `ssh web01`. */
type LiveMetabaseSettings = Pick<AgentSettings, "server"> & {
  readonly transport: string;
  readonly throughCompatibility?: boolean | undefined;
};

const machine = parseLocation("/LM");

/** The store for live metabases: one script-host process a batch, whatever the number of keys. */
export class AdsiStore implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: false, reveals: true };
  readonly #key = randomBytes(32).toString("hex");
  readonly #commits: AgentCommits<LiveReading>;
  readonly #lookUps = new CommitQueue<Location, undefined>((gather) => this.#lookUp(gather));
  #reading: Promise<LiveReading> | undefined;

  constructor(
    private readonly settings: LiveMetabaseSettings,
    private readonly runBatch: RunBatch,
  ) {
    const { server, transport } = settings;
    this.name = ["adsi", transport, ...(server === undefined ? [] : [server.toUpperCase()])].join(" ");
    this.#commits = new AgentCommits(
      {
        errors: adsiErrors,
        read: () => this.#read(),
        decide: (reading, change) => this.#decideOn(reading, change),
        requests: () => ({
          backup: { type: "backup", ...serverBackups },
          change: applyRequest,
          save: { type: "save" },
        }),
        fileToBackUp: (reading, change) => fileToBackUp(reading.server, change),
        lookAgain: (changes) => this.#lookAgain(changes.map(({ location }) => location)),
        done: (_, changes, stale) => {
          if (stale) this.#reading = undefined;
          else this.#revise((reading) => reading.after(changes));
        },
      },
      runBatch,
      this.#key,
    );
  }

  async observe(query: Query): Promise<Snapshot> {
    const { locations } = query;
    if (query.reveal === true) return (await this.#readWhole(locations, true)).snapshot;
    for (;;) {
      const reading = await this.#read(locations);
      const unknown = locations.filter((location) => !reading.knows(location));
      if (unknown.length === 0) return reading.snapshot;
      await this.#lookUps.submit(unknown);
    }
  }

  async refusal(changes: readonly Change[]): Promise<IdentityError | undefined> {
    const reading = await this.#read();
    return firstRefusal(changes, (change) => this.#refusalOn(reading, change));
  }

  async warningOf(changes: readonly Change[]): Promise<string | undefined> {
    const { server } = await this.#read();
    if (!changes.some((change) => goesThroughCompatibility(server, change))) return undefined;
    return "each change of a web credential through Metabase Compatibility rewrites applicationHost.config";
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return this.#commits.submit(changes);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    this.#reading = undefined;
  }

  /**
   * What is known of the metabase. It is read as a whole once; what could not be read is not tried again for each
   * caller.
   */
  #read(locations: readonly Location[] = []): Promise<LiveReading> {
    this.#reading ??= handled(this.#readWhole(locations, false));
    return this.#reading;
  }

  async #readWhole(locations: readonly Location[], reveal: boolean): Promise<LiveReading> {
    const asked = once([machine, ...locations]);
    const request: AgentRequest = { type: "snapshot", under: machine, locations: asked, reveal };
    const result = await this.runBatch(this.#key, () => [request]);
    const answer = answerOf(result, "snapshot");
    const server = { majorVersion: result.server?.majorVersion, machine: this.#machineName(result) };
    const reading = LiveReading.of(server, answer, this.#key);
    requireKnown(reading, asked);
    return reading;
  }

  /** Asks for locations that the snapshot does not hold, and remembers whether they exist. */
  async #lookUp(gather: Gather<Location>): Promise<readonly undefined[]> {
    let locations: readonly Location[] = [];
    const result = await this.runBatch(this.#key, () => {
      locations = gather();
      return [{ type: "observe", locations: once(locations), reveal: false }];
    });
    const answer = answerOf(result, "observe");
    requireKnown(
      LiveReading.of({ machine: undefined, majorVersion: undefined }, answer, this.#key),
      locations,
    );
    this.#revise((reading) => reading.plus(answer));
    return locations.map(() => undefined);
  }

  /** Replaces what is known with the newer reading, if there is one. */
  #revise(change: (reading: LiveReading) => LiveReading): void {
    if (this.#reading !== undefined) this.#reading = handled(this.#reading.then(change));
  }

  /** Reads keys again, in another process. What can't be read stays in doubt. */
  async #lookAgain(locations: readonly Location[]): Promise<ReadonlyMap<LocationKey, ObservedKey>> {
    const { answers, error } = await this.runBatch(this.#key, () => [
      { type: "observe", locations: once(locations), reveal: false },
    ]);
    const [answer] = answers;
    if (error !== undefined || answer?.type !== "observe" || answer.hresult !== 0) return new Map();
    return new Map(answer.keys.map((key) => [locationKey(key.location), observedKey(key, this.#key)]));
  }

  #decideOn(reading: LiveReading, change: Change): Decision {
    const ambiguous = reading.snapshot.key(change.location)?.ambiguous;
    if (ambiguous !== undefined) return failed(change, "E_AMBIGUOUS", ambiguous);
    const error = this.#refusalOn(reading, change);
    return error === undefined ? { outcome: "write" } : { outcome: "failed", error };
  }

  #refusalOn({ server }: LiveReading, change: Change): IdentityError | undefined {
    return liveRefusal(server, change, this.settings.throughCompatibility === true);
  }

  /**
   * The machine's name as the agent read it there: a name that somebody gave the server may be an alias, and an address
   * is not a name.
   */
  #machineName({ server: told }: BatchResult): string | undefined {
    const { server } = this.settings;
    if (told?.machine !== undefined) return told.machine;
    if (server === undefined || server.toLowerCase() === "localhost") return undefined;
    return isIP(server) === 0 ? server.split(".")[0]?.toUpperCase() : undefined;
  }
}

function applyRequest(change: Change): AgentRequest {
  const { location, kind, userName, password } = change;
  return {
    type: "apply",
    location,
    kind,
    expected: expectedPair(change),
    ...(userName === undefined ? {} : { userName }),
    ...(password === undefined ? {} : { password }),
  };
}

function once(locations: readonly Location[]): readonly Location[] {
  return [...new Map(locations.map((location) => [locationKey(location), location])).values()];
}

/** Nobody may be waiting for it when it fails; a later caller gets the error. */
function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

function requireKnown(reading: LiveReading, locations: readonly Location[]): void {
  const untold = locations.find((location) => !reading.knows(location));
  if (untold !== undefined) throw unanswered(untold);
}

/** @throws IdentityError why a batch has no such answer, however much of it came */
function answerOf(
  { answers, error }: BatchResult,
  type: "snapshot" | "observe",
): Extract<AgentAnswer, { type: "snapshot" | "observe" }> {
  if (error !== undefined) throw error;
  const [answer] = answers;
  if (answer?.type !== type || answers.length !== 1) throw unanswered();
  if (answer.hresult !== 0) throw hresultError(answer.hresult, undefined);
  return answer;
}
