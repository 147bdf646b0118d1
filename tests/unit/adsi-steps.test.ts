import { growth, steady } from "../support/steps";
import { emptyPair, parseLocation, Secret, type Change } from "../../provider/src/domain";
import type { AgentAnswer, AgentRequest, BatchResult } from "../../provider/src/agent/agent-messages";
import { AnswerDecoder } from "../../provider/src/agent/decode-answers";
import { encodeBatch } from "../../provider/src/agent/encode-batch";
import { encodeFrame } from "../../provider/src/agent/frame";
import { LiveReading } from "../../provider/src/stores/adsi/live-reading";
import { adsiErrors } from "../../provider/src/stores/adsi/hresult";
import { planCommit, serverBackups } from "../../provider/src/stores/plan-commit";
import { settleCommit } from "../../provider/src/stores/settle-commit";
import { encodeText } from "../../provider/src/agent/wire-text";
import { snapshotOf } from "../support/agent-batch";
import { keyPayload } from "../support/scripted-host";

/* What a server answers may be long: what is made of it takes steps as its length does. Steps are counted, not seconds. */

const print = "a".repeat(64);
const at = (index: number): string => `/LM/W3SVC/${String(index)}`;

function each<Value>(size: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

/** All that an agent says, from its greeting on. */
function said(...payloads: readonly string[]): string {
  return ["hello 1 1 00000000", "server 00 =WEB01 6", ...payloads]
    .map((payload, number) => `${encodeFrame(number, payload)}\r\n`)
    .join("");
}

interface Talk {
  readonly requests: readonly AgentRequest[];
  readonly pieces: readonly string[];
}

function decoded({ requests, pieces }: Talk): AnswerDecoder {
  const decoder = new AnswerDecoder();
  decoder.ask({ nonce: "00", requests });
  for (const piece of pieces) decoder.push(piece);
  expect(decoder.done).toBe(true);
  return decoder;
}

const findings = (...lines: readonly string[]): Talk => ({
  requests: [{ type: "examine" }],
  pieces: [said(...lines, "answer 0 examine 00000000", "done 1")],
});
const inPieces = ({ requests, pieces }: Talk, length: number): Talk => ({
  requests,
  pieces: pieces.join("").match(new RegExp(`[^]{1,${String(length)}}`, "g")) ?? [],
});

const snapshot: readonly AgentRequest[] = [snapshotOf("LM")];
const manyKeys = (size: number): Talk => ({
  requests: snapshot,
  pieces: [
    said(
      ...each(size, (index) => keyPayload(at(index), `i${String(index)}=user`, `o0plain:${print}`)),
      "answer 0 snapshot 00000000",
      "done 1",
    ),
  ],
});

describe("what the agent says is decoded in steps that grow as it does:", () => {
  test.each<readonly [string, (size: number) => Talk]>([
    ["keys", manyKeys],
    [
      "keys that were asked for and are not there",
      (size) => {
        const locations = each(size, at);
        const missing = locations.map((location) => `missing 0 ${encodeText(location)}`);
        return {
          requests: [snapshotOf("LM", locations)],
          pieces: [said(...missing, "answer 0 snapshot 00000000", "done 1")],
        };
      },
    ],
    ["findings", (size) => findings(...each(size, () => "finding 0 =a =b"))],
    ["a long text", (size) => findings(`finding 0 =a ${encodeText("a%".repeat(size))}`)],
    ["signs of life", (size) => findings(...each(size, () => "alive"))],
    [
      "answers",
      (size) => ({
        requests: each(size, () => ({ type: "save" }) as const),
        pieces: [
          said(...each(size, (index) => `answer ${String(index)} save 00000000`), `done ${String(size)}`),
        ],
      }),
    ],
  ])("%s", async (_, make) => {
    expect(await growth(100, make, decoded)).toBeLessThan(steady);
  });

  test.each<readonly [string, (size: number) => Talk]>([
    [
      "a long line that comes in pieces",
      (size) => inPieces(findings(`finding 0 =a =${"b".repeat(size)}`), 7),
    ],
    [
      "a long line that comes character by character",
      (size) => inPieces(findings(`finding 0 =a =${"b".repeat(size)}`), 1),
    ],
  ])("%s", async (_, make) => {
    expect(await growth(400, make, decoded)).toBeLessThan(steady);
  });

  test("lines that come character by character", async () => {
    expect(await growth(20, (size) => inPieces(manyKeys(size), 1), decoded)).toBeLessThan(steady);
  });
});

describe("what is made of the answers takes steps that grow as they do:", () => {
  const server = { machine: "WEB01", majorVersion: 6 };
  const answerOf = (size: number): Extract<AgentAnswer, { type: "snapshot" | "observe" }> => {
    const [answer] = decoded(manyKeys(size)).answers;
    if (answer?.type !== "snapshot") throw new Error("no reading");
    return answer;
  };
  const changesOf = (size: number): readonly Change[] =>
    each(size, (index) => ({
      location: parseLocation(at(index)),
      kind: "anonymous",
      expected: emptyPair,
      userName: { set: "user" },
      password: { set: new Secret("new") },
    }));
  const planOf = (size: number) =>
    planCommit(
      changesOf(size),
      () => ({ outcome: "write" }),
      () => false,
      {
        backup: { type: "backup", ...serverBackups },
        change: ({ location, kind }) => ({
          type: "apply",
          location,
          kind,
          expected: { userName: undefined, password: undefined },
          userName: { set: "user" },
          password: { set: new Secret("new") },
        }),
        save: { type: "save" },
      },
    );

  test("a reading, and what is known after a commit", async () => {
    const make = (size: number) => ({ answer: answerOf(size), changes: changesOf(size) });
    const steps = growth(100, make, ({ answer, changes }) => {
      const reading = LiveReading.of(server, answer, print).plus(answer).after(changes);
      expect(reading.knows(parseLocation(at(0)))).toBe(true);
    });
    expect(await steps).toBeLessThan(steady);
  });

  test("a batch of changes", async () => {
    const steps = growth(100, planOf, ({ requests }) =>
      encodeBatch({ server: undefined, key: print, nonce: "00", requests }),
    );
    expect(await steps).toBeLessThan(steady);
  });

  test("what became of them", async () => {
    const make = (size: number) => {
      const plan = planOf(size);
      const answers = plan.requests.map(({ type }): AgentAnswer => {
        if (type === "apply") return { type, hresult: 0, outcome: "unverified" };
        return type === "backup"
          ? { type, hresult: 0, where: "x", notRemoved: 0 }
          : { type: "save", hresult: 0 };
      });
      const result: BatchResult = { server, answers, error: undefined };
      return { plan, result };
    };
    expect(
      await growth(100, make, ({ plan, result }) => settleCommit(plan, result, adsiErrors)),
    ).toBeLessThan(steady);
  });
});
