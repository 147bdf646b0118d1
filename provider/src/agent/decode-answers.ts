import { isAtOrBeneath, locationKey, type Location } from "../domain";
import type { AgentAnswer, AgentConfigFile, AgentKey, AgentRequest, AgentServer } from "./agent-messages";
import { ElementDecoder } from "./decode-element";
import { decodeKey, locationOf, textOf } from "./decode-key";
import { decodeFrame, protocolError } from "./frame";

/** The agent's first frame: which agent it is. */
interface Greeting {
  readonly version: number;
  /** Of the agent's own file, in characters. */
  readonly length: number;
  /** CRC-32 of the agent's own file. */
  readonly checksum: string;
}

/** What the agent was asked. */
interface AskedBatch {
  /** The nonce of the batch, which the agent repeats. */
  readonly nonce: string;
  readonly requests: readonly AgentRequest[];
}

type Answer<Type extends AgentAnswer["type"]> = Extract<AgentAnswer, { type: Type }>;

const outcomes = ["written", "unchanged", "changed", "missing", "refused", "locked", "unverified"] as const;

// In UTF-16 units. A site with as many bindings as it can hold comes near this; a longer line is not a frame.
const longestLine = 16 << 20;

/**
 * Reads what the agent sends, piece by piece as it comes, and accepts only exactly what was asked for: frames in order,
 * each whole, one answer for each request, every location once, and a last frame with the count.
 */
export class AnswerDecoder {
  greeting: Greeting | undefined;
  server: AgentServer | undefined;
  /** The complete answers, in the order of the requests. */
  readonly answers: AgentAnswer[] = [];
  /** True once the last frame has come. */
  done = false;
  /** The pieces of a line that has begun. */
  #pieces: string[] = [];
  #begun = 0;
  #frames = 0;
  #keys: AgentKey[] = [];
  #missing: Location[] = [];
  #pools: Answer<"pools">["pools"][number][] = [];
  #findings: Answer<"examine" | "inspect">["findings"][number][] = [];
  #opened: AgentConfigFile | undefined;
  #elements = new ElementDecoder();

  #batch: AskedBatch | undefined;

  /** What the agent is asked, from now on. */
  ask(batch: AskedBatch): void {
    this.#batch = batch;
  }

  /** True if a line has begun and not ended. */
  get broken(): boolean {
    return this.#begun > 0;
  }

  /** @throws IdentityError E_PROTOCOL */
  push(text: string): void {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    for (const end of lines) {
      // Put together once, however many pieces it came in.
      const line = [...this.#pieces, end].join("");
      this.#pieces = [];
      this.#begun = 0;
      this.#frame(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    if (rest !== "") this.#pieces.push(rest);
    this.#begun += rest.length;
    if (this.#begun > longestLine) throw protocolError("A line of the agent has no end.");
  }

  #frame(line: string): void {
    const payload = decodeFrame(this.#frames, line);
    const [word = "", ...fields] = payload.split(" ");
    const first = this.#frames === 0;
    this.#frames += 1;
    if (this.done) throw protocolError("The agent went on after its last frame.");
    const batch = this.#batch;
    if (first) this.#hello(word, fields);
    else if (batch === undefined) throw protocolError("The agent answered before it was asked.");
    else if (payload === "alive") return;
    else if (word === "fault")
      throw protocolError("The batch did not reach the agent whole, so the agent did nothing.");
    else if (this.server === undefined) this.#server(batch, word, fields);
    else if (this.answers.length === batch.requests.length) this.#end(word, fields);
    else this.#ofRequest(batch.requests, word, fields);
  }

  #hello(word: string, fields: readonly string[]): void {
    const [version = "", length = "", checksum = "", ...more] = fields;
    if (word !== "hello" || more.length > 0) throw unexpected();
    this.greeting = { version: numberOf(version), length: numberOf(length), checksum };
  }

  #server(batch: AskedBatch, word: string, fields: readonly string[]): void {
    const [nonce = "", machine = "", major = "", ...more] = fields;
    if (word !== "server" || nonce !== batch.nonce || more.length > 0) throw unexpected();
    const name = textOf(machine);
    this.server = {
      machine: name === "" ? undefined : name,
      majorVersion: major === "-" ? undefined : numberOf(major),
    };
  }

  #end(word: string, fields: readonly string[]): void {
    if (word !== "done" || fields.length !== 1 || fields[0] !== String(this.answers.length))
      throw unexpected();
    this.done = true;
  }

  #ofRequest(requests: readonly AgentRequest[], word: string, [number, ...fields]: readonly string[]): void {
    const index = this.answers.length;
    const request = requests[index];
    if (request === undefined || number !== String(index)) throw unexpected();
    const { type } = request;
    const [first = "", second = ""] = fields;
    if (word === "answer") {
      const [, hresult = "", ...details] = fields;
      if (first !== type) throw unexpected();
      this.answers.push(this.#answer(request, hresultOf(hresult), details));
      this.#keys = [];
      this.#missing = [];
      this.#pools = [];
      this.#findings = [];
      this.#opened = undefined;
      this.#elements = new ElementDecoder();
    } else if (word === "key" && (type === "snapshot" || type === "observe")) {
      this.#keys.push(decodeKey(fields, request.reveal));
    } else if (word === "missing" && (type === "snapshot" || type === "observe") && fields.length === 1) {
      this.#missing.push(locationOf(first));
    } else if (word === "opened" && type === "configuration" && fields.length === 2 && !this.#opened) {
      this.#opened = { path: textOf(first), keepsApart: keepsApart(second) };
    } else if (word === "element" && type === "configuration" && this.#opened !== undefined) {
      this.#elements.add(fields, request.reveal);
    } else if (word === "pool" && type === "pools" && fields.length === 2) {
      this.#pools.push({ location: locationOf(first), state: second === "-" ? undefined : numberOf(second) });
    } else if (word === "finding" && (type === "examine" || type === "inspect") && fields.length === 2) {
      this.#findings.push({ name: textOf(first), value: textOf(second) });
    } else throw unexpected();
  }

  #answer(request: AgentRequest, hresult: number, details: readonly string[]): AgentAnswer {
    const [first = "", second = ""] = details;
    const expect = (count: number): void => {
      if (details.length !== count) throw unexpected();
    };
    switch (request.type) {
      case "snapshot":
      case "observe":
        expect(0);
        this.#checkLocations(request, hresult);
        return { type: request.type, hresult, keys: this.#keys, missing: this.#missing };
      case "configuration": {
        expect(0);
        const opened = this.#opened;
        if (hresult === 0 && opened === undefined) throw unexpected();
        return { type: "configuration", hresult, opened, elements: this.#elements.elements };
      }
      case "backup":
      case "copy":
        expect(2);
        return {
          type: request.type,
          hresult,
          where: textOf(first),
          notRemoved: second === "-" ? undefined : numberOf(second),
        };
      case "apply":
      case "set": {
        expect(1);
        const outcome = outcomes.find((each) => each === first);
        if (outcome === undefined) throw unexpected();
        return { type: request.type, hresult, outcome };
      }
      case "save":
        expect(0);
        return { type: "save", hresult };
      case "pools":
        expect(0);
        return { type: "pools", hresult, pools: this.#pools };
      case "examine":
      case "inspect":
        expect(0);
        return { type: request.type, hresult, findings: this.#findings };
      case "echo":
        expect(2);
        return { type: "echo", hresult, text: textOf(first), fingerprint: second };
    }
  }

  /** Every location once, including each one that was asked for, and no others. */
  #checkLocations(request: Extract<AgentRequest, { type: "snapshot" | "observe" }>, hresult: number): void {
    const reported = [...this.#keys.map(({ location }) => location), ...this.#missing];
    const keys = new Set(reported.map(locationKey));
    if (keys.size !== reported.length) throw protocolError("The agent reported one location twice.");
    const asked = new Set(request.locations.map(locationKey));
    const foreign = reported.some(
      (location) =>
        !asked.has(locationKey(location)) &&
        (request.type === "observe" || !isAtOrBeneath(location, request.under)),
    );
    if (foreign) throw protocolError("The agent reported a location that it was not asked for.");
    if (hresult === 0 && [...asked].some((key) => !keys.has(key))) {
      throw protocolError("The agent left out a location that it was asked for.");
    }
  }
}

function numberOf(field: string): number {
  if (!/^\d{1,9}$/.test(field)) throw unexpected();
  return Number(field);
}

function keepsApart(field: string): boolean {
  if (field !== "apart" && field !== "-") throw unexpected();
  return field === "apart";
}

function hresultOf(field: string): number {
  if (!/^[0-9a-f]{8}$/.test(field)) throw unexpected();
  return parseInt(field, 16);
}

function unexpected(): Error {
  return protocolError("The agent answered something that was not asked.");
}
