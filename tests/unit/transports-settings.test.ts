import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTransport, type AgentFile, type TransportSettings } from "../../provider/src/transports";
import { writeProgram } from "../support/program";
import { runTransport } from "../support/run-transport";

const agent: AgentFile = { path: "/agent.js", name: "agent-1.js" };
const ssh = (more: object): TransportSettings => ({ type: "ssh", host: "web01", ...more });
const command = (words: readonly string[], more: object = {}): TransportSettings => ({
  type: "command",
  command: [...words],
  agentPath: "C:\\agent.js",
  ...more,
});

test.each([
  ["local", { type: "local" }],
  ["ssh web01", ssh({})],
  ["ssh CORP\\admin@web01:2222", ssh({ user: "CORP\\admin", port: 2222 })],
  ["ssh admin@corp.example@10.0.0.1", ssh({ user: "admin@corp.example", host: "10.0.0.1" })],
  ["ssh fe80::1%eth0", ssh({ host: "fe80::1%eth0" })],
  ["ssh web-01_ä.example", ssh({ host: "web-01_ä.example" })],
  ["winrs web01", command(["winrs", "-r:{host}", "cscript", "{agent}"], { host: "web01" })],
  ["run", command(["run", "{agent}"])],
] as const)("a transport has a name for people: %s", (name, settings) => {
  expect(openTransport(settings).name).toBe(name);
});

const unfit = [
  "",
  "-oProxyCommand=x",
  "a b",
  "a\tb",
  "a\nb",
  "a;b",
  "$(id)",
  "`id`",
  "a|b",
  "a'b",
  'a"b',
  "a/b",
  "a\u202eb",
  "a\0b",
];

test.each(unfit)("a host or a user that could be taken for something else is refused: %j", (name) => {
  for (const settings of [
    ssh({ host: name }),
    ssh({ user: name }),
    command(["x", "{host}", "{agent}"], { host: name }),
  ]) {
    expect(() => openTransport(settings)).toThrow(expect.objectContaining({ code: "E_INPUT" }));
  }
});

test.each([
  "C:\\Program Files\\agent.js",
  '"C:\\agent.js"',
  "C:\\%TEMP%\\agent.js",
  "C:\\a&b.js",
  "$HOME/agent.js",
  "~/agent.js",
  "//E:VBScript",
  "-agent.js",
  "a\nb.js",
  "'agent.js'",
  "a(1).js",
  "a,b.js",
  "",
])("a path of the far side that the shells there do not take the same way is refused: %j", (path) => {
  for (const settings of [
    ssh({ agentPath: path }),
    ssh({ scriptHost: path }),
    command(["x", "{agent}"], { agentPath: path }),
  ]) {
    expect(() => openTransport(settings)).toThrow(expect.objectContaining({ code: "E_INPUT" }));
  }
});

test.each([
  "C:\\tools\\agent.js",
  "C:/tools/agent.js",
  "D:\\PROGRA~1\\agent-2.js",
  "/opt/agent.js",
  "\\\\fs\\x\\agent.js",
  "Jörg.js",
])("a path that every shell takes as it is: %j", (path) => {
  expect(() => openTransport(ssh({ agentPath: path, scriptHost: path }))).not.toThrow();
});

test.each(["a b.js", "../agent.js", "a/b.js", "C:agent.js", "-x.js", ".js", ""])(
  "an agent is never copied under a name such as %j",
  async (name) => {
    await expect(openTransport(ssh({})).start({ ...agent, name })).rejects.toMatchObject({ code: "E_INPUT" });
  },
);

describe("a command of one's own", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-command-"));
    file = writeProgram(
      join(folder, "any way"),
      `console.log(JSON.stringify(process.argv.slice(2)), require("node:fs").readFileSync(0, "utf8"));`,
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("gets host and agent in its arguments, the rest as it is written, and no shell in between", async () => {
    const words = [file, "-r:{host}", "$HOME {host}{host}", "{other}", "{agent}", "a b"];
    const transport = openTransport(command(words, { host: "web01" }));
    expect(await runTransport(transport, agent, "question")).toEqual({
      output: `${JSON.stringify(["-r:web01", "$HOME web01web01", "{other}", "C:\\agent.js", "a b"])} question\n`,
      ended: { code: 0, error: undefined },
    });
  });

  test.each([
    ["no words", []],
    ["no program", ["", "{agent}"]],
    ["no place for the agent", ["x", "{host}"]],
    ["a place for a host that is not given", ["x", "{host}", "{agent}"]],
  ])("%s: refused", (_, words) => {
    expect(() => openTransport(command(words))).toThrow(expect.objectContaining({ code: "E_INPUT" }));
  });

  test("a program that is not there is a coded error", async () => {
    const transport = openTransport(command([join(folder, "missing"), "{agent}"]));
    await expect(transport.start(agent)).rejects.toMatchObject({ code: "E_SCRIPT_HOST" });
  });
});
