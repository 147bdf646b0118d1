import { readFileSync } from "node:fs";
import { kinds, propertyTable, settingTable } from "../../provider/src/domain";
import { agentFile } from "../../provider/src/agent/agent-file";

const text = readFileSync(agentFile().path, "latin1");

test("the agent reads exactly the settings that this package knows, in the same order", () => {
  const [, list = ""] = /var SETTINGS = \[([^\]]*)\]/.exec(text) ?? [];
  expect([...list.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(Object.keys(settingTable));
});

test("the agent reads exactly the six properties, by kind and in the same order", () => {
  const [, list = ""] = /var PAIRS = \[([^\]]*)\]/.exec(text) ?? [];
  expect([...list.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(
    kinds.flatMap((kind) => [kind, propertyTable[kind].userName.name, propertyTable[kind].password.name]),
  );
});
