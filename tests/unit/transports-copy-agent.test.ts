import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { copyAgent } from "../../provider/src/transports/copy-agent";
import { here } from "../../provider/src/transports/local-machine";
import { writeProgram } from "../support/program";

const path = process.env["PATH"];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iis-identity-copy-"));
});
afterEach(() => {
  process.env["PATH"] = path;
  rmSync(folder, { recursive: true });
});

test("a file of any size under the agent's name is not fetched to its end, and is replaced", async () => {
  const calls = join(folder, "calls");
  writeProgram(
    join(folder, "sftp"),
    `const { appendFileSync, readFileSync } = require("node:fs");
    const commands = readFileSync(0, "utf8");
    appendFileSync(${JSON.stringify(calls)}, commands.replace(/ .*/g, ""));
    // What has no end.
    if (commands.startsWith("get")) setInterval(() => appendFileSync("found", "x".repeat(64)), 10);`,
  );
  process.env["PATH"] = [folder, path].join(delimiter);
  const agent = { path: join(folder, "agent.js"), name: "iis-identity-0123.js" };
  writeFileSync(agent.path, "// the agent\n");
  await copyAgent(agent, { host: "web01", timeoutSeconds: 15 }, here);
  expect(readFileSync(calls, "utf8")).toBe("get\nput\nrename\n");
});
