import { stepsOf } from "../support/steps";
import { agentFile } from "../../provider/src/agent/agent-file";
import { runBatch } from "../../provider/src/agent/run-batch";
import { fingerprintKey, snapshotOf } from "../support/agent-batch";
import { AgentInNode } from "../support/agent-in-node";
import { memoryKeys, type KeyText } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";

/* What one more key costs a reading of the whole metabase: counted, so that no clock decides. */

/** A key with five texts of its own: its type, a credential, and a setting. */
const directory: KeyText = {
  type: "IIsWebVirtualDir",
  anonymous: ["FARM\\web", "password"],
  settings: { Path: "D:\\Sites\\1", AppPoolId: "Pool 1" },
};

/** A server whose lists are never empty, with so many keys beside. */
function server(size: number): AgentInNode {
  const top: KeyText = { type: "IIsWebService", anonymous: ["a", "1"], wam: ["b", "2"], unc: ["c", "3"] };
  const keys = Array.from({ length: size }, (_, index) => [`W3SVC/${String(index + 1)}/ROOT`, directory]);
  return new AgentInNode(metabaseFile(memoryKeys({ W3SVC: top, ...Object.fromEntries(keys) })));
}

async function read(agent: AgentInNode): Promise<void> {
  const batch = { server: undefined, key: fingerprintKey, requests: [snapshotOf("LM")] };
  const limits = { timeoutSeconds: 600, maxOutput: 1e9 };
  const { error } = await runBatch(agent.transport, agentFile(), batch, limits);
  expect(error).toBeUndefined();
}

/** How often each kind of call was made. */
async function callsOf(size: number): Promise<ReadonlyMap<string, number>> {
  const agent = server(size);
  await read(agent);
  const counts = new Map<string, number>();
  for (const call of agent.traffic.calls) {
    const [kind = ""] = call.split(/ (?!inheritable)/);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

test("one more key is opened once, and asked for nothing but what it sets", async () => {
  const [few, many] = [await callsOf(10), await callsOf(30)];
  const each = Object.fromEntries(
    [...many].map(([call, count]) => [call, (count - (few.get(call) ?? 0)) / 20]),
  );
  expect(each).toEqual({
    GetObject: 1,
    Get: 5,
    GetPropertyAttribObj: 2,
    GetDataPaths: 0,
    "GetDataPaths inheritable": 0,
  });
});

test("lists are asked for once a property, and once more for each half of a credential", async () => {
  const calls = await callsOf(30);
  expect([calls.get("GetDataPaths"), calls.get("GetDataPaths inheritable")]).toEqual([19, 6]);
});

test("one more key takes few steps, its checksums and the decoding of its line included", async () => {
  await read(server(1));
  const [few, many] = [server(20), server(60)];
  const [small, large] = [await stepsOf(() => read(few)), await stepsOf(() => read(many))];
  expect((large - small) / 40).toBeLessThan(9_000);
});
