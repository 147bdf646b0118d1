import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** Calls an exported function of scripts/, or reads an exported constant, in a Node process of its own; `null` stands for undefined. */
export function callScript(file: string, name: string, parameters: readonly unknown[] = []): unknown {
  const output = execFileSync(
    process.execPath,
    [resolve(__dirname, "call-exported.mjs"), file, name, JSON.stringify(parameters)],
    { encoding: "utf8" },
  );
  return JSON.parse(output);
}
