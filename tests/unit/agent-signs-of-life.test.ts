import { runBatch } from "../../provider/src/agent/run-batch";
import { agentFile } from "../../provider/src/agent/agent-file";
import type { AgentRequest, BatchResult } from "../../provider/src/agent/agent-messages";
import { fingerprintKey, observeOf, snapshotOf } from "../support/agent-batch";
import { AgentInNode } from "../support/agent-in-node";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";

/* A server may be slow at each question without being gone: the agent speaks between any two that took their time. */

const metabase = metabaseFile(
  memoryKeys({
    W3SVC: { type: "IIsWebService", anonymous: ["base", "0"] },
    "W3SVC/1": { type: "IIsWebServer", anonymous: ["a", "1"] },
    "W3SVC/AppPools": { type: "IIsApplicationPools" },
    "W3SVC/AppPools/shop": { type: "IIsApplicationPool", wam: ["b", "2"] },
  }),
);

/** The agent on a server that takes so many milliseconds for each question, by the agent's own clock. */
async function ask(
  milliseconds: number,
  requests: readonly AgentRequest[],
): Promise<{ result: BatchResult; agent: AgentInNode }> {
  let now = 0;
  const agent = new AgentInNode(metabase, { now: () => now, onCall: () => (now += milliseconds) });
  const batch = { server: undefined, key: fingerprintKey, requests };
  const result = await runBatch(agent.transport, agentFile(), batch, { timeoutSeconds: 60, maxOutput: 1e6 });
  return { result, agent };
}

/** How many questions at most passed without a word. */
function longestSilence({ traffic: { calls, said } }: AgentInNode): number {
  const moments = [0, ...said.map(({ after }) => after), calls.length];
  return Math.max(...moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0)));
}

describe.each<readonly [string, AgentRequest]>([
  ["reading all", snapshotOf("LM", ["W3SVC/2"])],
  ["reading single keys", observeOf(["W3SVC", "W3SVC/1", "W3SVC/2"])],
  ["asking for pools", { type: "pools" }],
  ["an examination", { type: "examine" }],
])("%s", (_, request) => {
  test("is never silent for longer than a question takes", async () => {
    const { result, agent } = await ask(20_000, [request]);
    expect([result.error, result.answers]).toEqual([undefined, [expect.objectContaining({ hresult: 0 })]]);
    expect(longestSilence(agent)).toBe(1);
  });

  test("sends no more than necessary if questions are answered at once", async () => {
    const quick = await ask(1, [request]);
    // The greeting, the server, the answer with what it found, and the end.
    expect(quick.agent.traffic.said.length).toBeLessThanOrEqual(5);
  });
});
