import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IdentityError } from "../../provider/src/domain";
import { openTransport, type AgentFile, type Transport } from "../../provider/src/transports";
import { canary, leaks, type Evidence } from "../support/canary";
import { writeProgram } from "../support/program";
import { sampleFiles, sampleProcesses } from "../support/sample-processes";
import { SshServer } from "../support/ssh-server";

const secret = canary("sent to a script host");

let server: SshServer;
let agent: AgentFile;

beforeAll(async () => {
  server = await SshServer.create();
  agent = { path: join(server.folder, "agent.js"), name: "iis-identity-0123.js" };
  writeFileSync(agent.path, "// the agent\n");
  // It reads all it gets, says so, and goes on until it is ended.
  const reads = writeProgram(
    join(server.folder, "reads"),
    `let text = "";
    process.stdin.setEncoding("utf8").on("data", (piece) => (text += piece));
    process.stdin.on("end", () => {
      console.log("read", text.length);
      // Whoever is cut off learns it by writing.
      setInterval(() => process.stdout.write("."), 100);
    });
    process.stdout.on("error", () => process.exit(0));`,
  );
  server.setRemoteCscript(reads);
});

afterAll(async () => {
  await server.remove();
});

/** What is to be seen while the script host has the secret, and after its end. */
async function watch(transport: Transport): Promise<readonly Evidence[]> {
  const started = await transport.start(agent);
  const said = new Promise<string>((resolve) => {
    started.onOutput(resolve);
  });
  started.send(secret.text);
  expect(await said).toBe(`read ${secret.text.length}\n`);
  const during = [...sampleProcesses(), ...sampleFiles(server.folder)];
  started.kill(new IdentityError({ code: "E_TIMEOUT", message: "Enough seen.", hint: "Go on." }));
  const ended = await started.ended;
  const told: Evidence = { channel: "error", name: "ended", content: JSON.stringify(ended) };
  return [...during, told, ...sampleProcesses(), ...sampleFiles(server.folder)];
}

test("what is sent over SSH stands in no argument, no environment and no file, here or there", async () => {
  const evidence = await watch(
    openTransport({ type: "ssh", host: server.host, configFile: server.configFile }),
  );
  expect(leaks(evidence, [secret])).toEqual([]);
  expect(evidence.map(({ name }) => name)).toContain(join(server.remotePath, agent.name));
});

test("what is sent to a script host of this machine neither", async () => {
  const scriptHost = join(server.folder, "reads");
  expect(leaks(await watch(openTransport({ type: "local", scriptHost })), [secret])).toEqual([]);
});

test.each(["an argument", "an environment", "a file"])("a secret in %s would be seen", async (place) => {
  const { text } = canary("planted");
  const child = spawn(
    process.execPath,
    ["-e", "console.log('here'); setInterval(() => 0, 1000);", place === "an argument" ? text : ""],
    {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, ...(place === "an environment" ? { PLANTED: text } : {}) },
    },
  );
  await once(child.stdout, "data");
  if (place === "a file") writeFileSync(join(server.folder, "planted"), text);
  const seen = leaks([...sampleProcesses(), ...sampleFiles(server.folder)], [canary("planted")]);
  child.kill();
  expect(seen).not.toEqual([]);
});
