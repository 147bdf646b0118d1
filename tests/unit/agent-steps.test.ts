import { growth, steady } from "../support/steps";
import { agentFile } from "../../provider/src/agent/agent-file";
import type { AgentRequest } from "../../provider/src/agent/agent-messages";
import { runBatch } from "../../provider/src/agent/run-batch";
import { applyOf, fingerprintKey, observeOf, snapshotOf } from "../support/agent-batch";
import { AgentInNode } from "../support/agent-in-node";
import { memoryKeys, type KeyText } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import type { Planted } from "../support/script-host/script-host";

/* What the agent does, with the decoding of its answers, grows as the server's answers do: steps are counted, not seconds. */

const top = { W3SVC: { type: "IIsWebService", anonymous: ["base", "0"] } } as const;
const place = (index: number): string => `W3SVC/1/ROOT/k${String(index)}`;
const backup: AgentRequest = { type: "backup", name: "iis-identity", keep: 3 };

function each<Value>(size: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

function keys(size: number, key: KeyText, nameOf = place): Readonly<Record<string, KeyText>> {
  return { ...top, ...Object.fromEntries(each(size, (index) => [nameOf(index), key])) };
}

interface Work {
  readonly agent: AgentInNode;
  readonly requests: readonly AgentRequest[];
}

function work(
  all: Readonly<Record<string, KeyText>>,
  requests: readonly AgentRequest[],
  planted: Planted = {},
): Work {
  return { agent: new AgentInNode(metabaseFile(memoryKeys(all)), { planted }), requests };
}

async function done({ agent, requests }: Work): Promise<void> {
  const batch = { server: undefined, key: fingerprintKey, requests };
  const limits = { timeoutSeconds: 600, maxOutput: 1e9 };
  const { error, answers } = await runBatch(agent.transport, agentFile(), batch, limits);
  expect([error, answers.length]).toEqual([undefined, requests.length]);
}

const pair = { anonymous: ["user", "password"], unc: ["user", "password"] } as const;
const change = (index: number, password: string): AgentRequest =>
  applyOf(place(index), "unc", ["user", "password"], [undefined, password]);

test.each<readonly [string, (size: number) => Work]>([
  ["reading all keys", (size) => work(keys(size, pair), [snapshotOf("LM")])],
  [
    "reading keys that were asked for and are not there",
    (size) =>
      work(keys(size, pair), [
        snapshotOf(
          "LM",
          each(size, (index) => `W3SVC/${String(index)}`),
        ),
      ]),
  ],
  ["reading single keys", (size) => work(keys(size, pair), [observeOf(each(size, place))])],
  [
    "reading single keys that are not there, beneath one that lists many",
    (size) => work(keys(size, pair), [observeOf(each(size, (index) => `${place(index)}x`))]),
  ],
  [
    "reading keys that don't open",
    (size) =>
      work(
        keys(size, pair, (index) => `${place(index)}. `),
        [snapshotOf("LM")],
        { trimsNames: true },
      ),
  ],
  [
    "reading single keys that don't open",
    (size) =>
      work(
        keys(size, pair, (index) => `${place(index)}. `),
        [observeOf(each(size, (index) => `${place(index)}. `))],
        { trimsNames: true },
      ),
  ],
  [
    "reading keys at odd names",
    (size) =>
      work(
        keys(size, pair, (index) => `${place(index)}#,`),
        [snapshotOf("LM")],
      ),
  ],
  [
    "asking for pools",
    (size) =>
      work(
        keys(size, { type: "IIsApplicationPool" }, (index) => `W3SVC/AppPools/p${String(index)}`),
        [{ type: "pools" }],
      ),
  ],
  [
    "writing keys",
    (size) =>
      work(keys(size, pair), [backup, ...each(size, (index) => change(index, "new")), { type: "save" }]),
  ],
  [
    "finding that all keys are right",
    (size) => work(keys(size, pair), [backup, ...each(size, (index) => change(index, "password"))]),
  ],
  [
    "reading a password of many characters",
    (size) => work({ k: { unc: ["user", "p% ".repeat(size)] } }, [snapshotOf("LM", [], true)]),
  ],
  [
    "reading a setting of many lines",
    (size) => {
      const settings = { ServerBindings: each(size, (index) => `:${String(index)}:`).join(" ") };
      return work({ "W3SVC/1": { type: "IIsWebServer", settings } }, [snapshotOf("LM")]);
    },
  ],
  ["saying a long text again", (size) => work({}, [{ type: "echo", text: "\u00e4% ".repeat(size) }])],
  ["examining a server of many keys", (size) => work(keys(size, pair), [{ type: "examine" }])],
])("%s", async (_, make) => {
  expect(await growth(60, make, done)).toBeLessThan(steady);
});
