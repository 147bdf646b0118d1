import { createHmac } from "node:crypto";
import type { IdentityError } from "../../provider/src/domain";
import {
  classifyPassword,
  kinds,
  locationKey,
  Secret,
  type Location,
  type LocationKey,
} from "../../provider/src/domain";
import type { RunBatch } from "../../provider/src/agent";
import { AdsiStore } from "../../provider/src/stores/adsi/adsi-store";
import type { MemoryKey, MemoryPair } from "./memory-store";
import type {
  AgentAnswer,
  AgentKey,
  AgentPassword,
  AgentRequest,
  AgentServer,
  BatchResult,
} from "../../provider/src/agent/agent-messages";

type ApplyRequest = Extract<AgentRequest, { type: "apply" }>;
type ApplyAnswer = Extract<AgentAnswer, { type: "apply" | "set" }>;

/** What a batch comes to besides what the agent itself would make of it. */
export interface Fault {
  /** Why the batch broke off. */
  readonly error: IdentityError;
  /** How many requests are done at all; the rest never reaches the metabase. */
  readonly done: number;
  /** How many of the answers arrive; fewer than `done` where some were lost on the way. */
  readonly answered: number;
  /** The script host is known to have ended. */
  readonly over?: boolean;
}

/** The agent as its messages promise it, in this process, over keys in memory: to see what the store asks and believes. */
export class AgentStandIn {
  /** What was asked, batch by batch. */
  readonly batches: (readonly AgentRequest[])[] = [];
  server: AgentServer = { machine: "WEB01", majorVersion: 6 };
  /** Of the batches to come, each takes the first. */
  readonly faults: (Fault | undefined)[] = [];
  /** Called with each request before it is done. */
  before: (request: AgentRequest) => void = () => undefined;
  /** Another answer than the agent's own, for what it can't be brought to by keys alone. */
  instead: (request: AgentRequest) => AgentAnswer | undefined = () => undefined;
  readonly #keys: Map<LocationKey, MemoryKey>;

  constructor(keys: readonly MemoryKey[]) {
    this.#keys = new Map(keys.map((key) => [locationKey(key.location), key]));
  }

  store(settings: { readonly server?: string; readonly throughCompatibility?: boolean } = {}): AdsiStore {
    return new AdsiStore({ ...settings, transport: "local" }, this.run);
  }

  readonly run: RunBatch = async (key, requests, ready) => {
    const fault = this.faults.shift();
    if (fault?.done === -1) return { server: undefined, answers: [], error: fault.error };
    // The process starts and greets first.
    await new Promise((resolve) => setImmediate(resolve));
    await ready?.();
    return this.#answer(key, requests(), fault);
  };

  /** What the keys hold now: texts of own names and passwords. */
  texts(): unknown {
    return [...this.#keys.values()].map(({ location, own }) => [location, own]);
  }

  /** Somebody else's change. */
  set(location: Location, key: MemoryKey | undefined): void {
    if (key === undefined) this.#keys.delete(locationKey(location));
    else this.#keys.set(locationKey(location), key);
  }

  #answer(key: string, requests: readonly AgentRequest[], fault: Fault | undefined): BatchResult {
    this.batches.push(requests);
    const answers: AgentAnswer[] = [];
    let backupFailed = false;
    for (const request of requests.slice(0, fault?.done)) {
      this.before(request);
      const answer = this.instead(request) ?? this.#do(key, request, backupFailed);
      if (answer.type === "backup" && answer.hresult !== 0) backupFailed = true;
      answers.push(answer);
    }
    return {
      server: this.server,
      answers: answers.slice(0, fault?.answered),
      error: fault?.error,
      over: fault?.over === true,
    };
  }

  #do(key: string, request: AgentRequest, backupFailed: boolean): AgentAnswer {
    switch (request.type) {
      case "snapshot":
      case "observe": {
        const { type, locations, reveal } = request;
        const listed = type === "snapshot" ? [...this.#keys.values()] : [];
        const asked = locations.filter((location, index) => locations.indexOf(location) === index);
        const isListed = (location: Location): boolean =>
          listed.some((each) => locationKey(each.location) === locationKey(location));
        const found = asked.flatMap((location) => this.#keys.get(locationKey(location)) ?? []);
        return {
          type,
          hresult: 0,
          keys: [...listed, ...found.filter(({ location }) => !isListed(location))].map((each) =>
            agentKey(each, key, reveal),
          ),
          missing: asked.filter((location) => !this.#keys.has(locationKey(location))),
        };
      }
      case "backup":
        return { type: "backup", hresult: 0, where: "MetaBack", notRemoved: 0 };
      case "apply":
        return backupFailed ? { type: "apply", hresult: 0, outcome: "refused" } : this.#apply(key, request);
      case "save":
        return { type: "save", hresult: 0 };
      case "pools":
        return { type: "pools", hresult: 0, pools: [] };
      case "examine":
        return { type: "examine", hresult: 0, findings: [] };
      case "echo":
      case "configuration":
      case "copy":
      case "set":
      case "inspect":
        throw new Error(`the store for metabases asks for no ${request.type}`);
    }
  }

  #apply(key: string, request: ApplyRequest): ApplyAnswer {
    const answer = (outcome: ApplyAnswer["outcome"]): ApplyAnswer => ({ type: "apply", hresult: 0, outcome });
    const id = locationKey(request.location);
    const known = this.#keys.get(id);
    if (known === undefined) return answer("missing");
    const pair: MemoryPair = known.own[request.kind] ?? {};
    const { userName, password, expected } = request;
    const token = tokenOf(pair, key);
    const wanted = (half: typeof userName | typeof password): string | undefined => {
      if (half === undefined || "remove" in half) return undefined;
      return typeof half.set === "string" ? half.set : half.set.reveal();
    };
    const done =
      (userName === undefined ? expected.userName : wanted(userName)) === pair.userName?.value &&
      (password === undefined
        ? token === expected.password
        : wanted(password) === pair.password?.value && pair.password?.unreadable !== true);
    if (done) return answer("unchanged");
    if (pair.userName?.value !== expected.userName || token !== expected.password) return answer("changed");
    const name = userName === undefined ? pair.userName?.value : wanted(userName);
    const text = password === undefined ? pair.password : textOf(wanted(password));
    this.#keys.set(id, {
      ...known,
      own: {
        ...known.own,
        [request.kind]: {
          ...(name === undefined ? {} : { userName: { value: name, inheritable: true } }),
          ...(text === undefined ? {} : { password: text }),
        },
      },
    });
    return answer("written");
  }
}

function textOf(text: string | undefined): MemoryPair["password"] {
  return text === undefined ? undefined : { value: text, inheritable: true };
}

function tokenOf({ password }: MemoryPair, key: string): string | undefined {
  if (password === undefined) return undefined;
  const told = agentPassword(password, key, false);
  return told.state === "empty" ? "" : told.fingerprint;
}

function agentKey(
  { location, keyType, own, settings = {}, ambiguous }: MemoryKey,
  key: string,
  reveal: boolean,
): AgentKey {
  return {
    location,
    keyType,
    own: Object.fromEntries(
      kinds.flatMap((kind) => {
        const pair = own[kind];
        if (pair === undefined) return [];
        const { userName, password } = pair;
        const told = password && {
          inheritable: password.inheritable,
          value: agentPassword(password, key, reveal),
        };
        return [[kind, { ...(userName && { userName }), ...(told && { password: told }) }]];
      }),
    ),
    settings,
    ...(ambiguous === undefined ? {} : { unreadable: ambiguous }),
  };
}

function agentPassword(
  { value, unreadable }: NonNullable<MemoryPair["password"]>,
  key: string,
  reveal: boolean,
): AgentPassword {
  if (unreadable === true) return { state: "opaque", reason: "unreadable", fingerprint: "unreadable" };
  const classified = classifyPassword(value);
  const fingerprint = createHmac("sha256", Buffer.from(key, "hex"))
    .update(Buffer.from(value, "utf16le"))
    .digest("hex");
  switch (classified.state) {
    case "empty":
      return { state: "empty" };
    case "opaque":
      return { state: "opaque", reason: classified.reason, fingerprint };
    case "plain":
      return {
        state: "comparable",
        fingerprint,
        ...(reveal ? { text: new Secret(value) } : {}),
      };
  }
}
