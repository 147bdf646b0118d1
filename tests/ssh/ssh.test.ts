import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IdentityError } from "../../provider/src/domain";
import { openTransport, type AgentFile, type Transport } from "../../provider/src/transports";
import { isRunning, until } from "../support/machine";
import { writeProgram } from "../support/program";
import { runTransport } from "../support/run-transport";
import { SshServer } from "../support/ssh-server";

let server: SshServer;
let agent: AgentFile;

beforeAll(async () => {
  server = await SshServer.create({ banner: "Authorised use only.\n" });
  agent = { path: join(server.folder, "agent.js"), name: "iis-identity-0123.js" };
  writeFileSync(agent.path, "// the agent\n");
});

afterAll(async () => {
  await server.remove();
});

beforeEach(() => {
  server.setRemoteCscript(
    writeProgram(
      join(server.folder, "answers"),
      `const { readFileSync } = require("node:fs");
      const args = process.argv.slice(2);
      const agent = readFileSync(args.at(-1), "utf8");
      console.log(JSON.stringify({ args, agent, input: readFileSync(0, "latin1") }));`,
    ),
  );
});

const remote = (name: string): string => join(server.remotePath, name);
const ssh = (more: object = {}, timeoutSeconds?: number): Transport =>
  openTransport({ type: "ssh", host: server.host, configFile: server.configFile, ...more }, timeoutSeconds);
const answer = (path: string, options: readonly string[] = ["//E:JScript"]): string =>
  `${JSON.stringify({ args: ["//nologo", ...options, path], agent: "// the agent\n", input: "question" })}\n`;

/** What start or its end fails with. */
async function failure(transport: Transport): Promise<unknown> {
  try {
    return (await runTransport(transport, agent, "question")).ended.error;
  } catch (error) {
    return error;
  }
}

test("the script host gets the agent's name, its text on standard input, and answers", async () => {
  await expect(runTransport(ssh(), agent, "question")).resolves.toEqual({
    output: answer(agent.name),
    ended: { code: 0, error: undefined },
  });
});

describe("what the user's configuration says", () => {
  beforeAll(() => {
    server.writeConfig("through", { web01: { ProxyJump: "jump" }, jump: {} });
    server.writeConfig("meddling", {
      web01: {
        RemoteCommand: `touch ${remote("meddled")}`,
        PermitLocalCommand: "yes",
        LocalCommand: `touch ${remote("meddled")}`,
        RequestTTY: "force",
        BatchMode: "no",
        // The port is taken: a forwarding that was tried would end it.
        LocalForward: `127.0.0.1:${server.port} 127.0.0.1:1`,
        ExitOnForwardFailure: "yes",
        ForwardAgent: "yes",
      },
    });
  });

  test("a jump host is gone through", async () => {
    const { output } = await runTransport(
      ssh({ configFile: join(server.folder, "through") }),
      agent,
      "question",
    );
    expect(output).toBe(answer(agent.name));
  });

  test("commands, terminals and forwardings of its own play no part", async () => {
    const { output } = await runTransport(
      ssh({ configFile: join(server.folder, "meddling") }),
      agent,
      "question",
    );
    expect(output).toBe(answer(agent.name));
    expect(readdirSync(server.remotePath)).toEqual([agent.name]);
  });
});

describe("a server that is not reached", () => {
  const refusals = {
    "an unknown host key": { UserKnownHostsFile: "no-hosts" },
    "an unknown host key, whatever the configuration would take": {
      UserKnownHostsFile: "no-hosts",
      StrictHostKeyChecking: "no",
      NoHostAuthenticationForLocalhost: "yes",
    },
    "an unknown host key that would be learnt": {
      UserKnownHostsFile: "no-hosts",
      StrictHostKeyChecking: "accept-new",
    },
    "a changed host key": { UserKnownHostsFile: "changed-hosts" },
    "a changed host key, whatever the configuration would take": {
      UserKnownHostsFile: "changed-hosts",
      StrictHostKeyChecking: "no",
    },
    "a key that may not log on": { IdentityFile: "other-key" },
    "a port on which nobody listens": { Port: 1 },
    "a name that does not exist": { HostName: "web01.invalid" },
  };

  test.each(Object.entries(refusals))("%s", async (_, differing) => {
    const files = Object.entries(differing).map(([option, value]) => [
      option,
      option.endsWith("File") ? join(server.folder, String(value)) : value,
    ]);
    const configFile = server.writeConfig("refused", { web01: Object.fromEntries(files) });
    const known = readFileSync(join(server.folder, "no-hosts"));
    for (const agentPath of [undefined, remote(agent.name)]) {
      const error = await failure(ssh({ configFile, ...(agentPath === undefined ? {} : { agentPath }) }));
      expect(error).toMatchObject({ code: "E_UNREACHABLE" });
    }
    expect(readFileSync(join(server.folder, "no-hosts"))).toEqual(known);
  });

  test("an unknown host key behind a jump host that is known", async () => {
    const configFile = server.writeConfig("refused-behind", {
      web01: { ProxyJump: "jump", UserKnownHostsFile: join(server.folder, "no-hosts") },
      jump: { StrictHostKeyChecking: "no" },
    });
    const agentPath = remote(agent.name);
    expect(await failure(ssh({ configFile, agentPath }))).toMatchObject({ code: "E_UNREACHABLE" });
  });

  describe("through a connection that somebody shares", () => {
    let master: ChildProcess;
    const socket = (): string => join(server.folder, "shared");

    beforeAll(async () => {
      const loose = server.writeConfig("loose", {
        web01: { UserKnownHostsFile: "/dev/null", StrictHostKeyChecking: "no" },
      });
      master = spawn("ssh", ["-F", loose, "-M", "-S", socket(), "-N", server.host], { stdio: "ignore" });
      await until(() => existsSync(socket()));
    });

    afterAll(() => {
      master.kill();
    });

    test("an unknown host key is refused, although the connection stands", async () => {
      const configFile = server.writeConfig("sharing", {
        web01: { UserKnownHostsFile: join(server.folder, "no-hosts"), ControlPath: socket() },
      });
      expect(await failure(ssh({ configFile }))).toMatchObject({ code: "E_UNREACHABLE" });
    });
  });
});

describe("the agent", () => {
  const content = (): string => readFileSync(remote(agent.name), "utf8");
  const inode = (): bigint => statSync(remote(agent.name), { bigint: true }).ino;

  beforeEach(() => {
    writeFileSync(remote(agent.name), "// the agent\n");
  });

  test("is not copied where it lies already, and not asked for twice by one transport", async () => {
    const before = inode();
    const transport = ssh();
    await runTransport(transport, agent, "question");
    expect(inode()).toBe(before);

    // Only who does not look does not see.
    writeFileSync(remote(agent.name), "// another\n");
    const { output } = await runTransport(transport, agent, "question");
    expect(output).toContain("// another");
  });

  test.each([
    ["half of it", "// the ag"],
    ["something else of the same length", "// the AGENT\n"],
    ["something longer", "// the agent\n// and more\n"],
    ["nothing", ""],
  ])("is put in the place of %s", async (_, found) => {
    writeFileSync(remote(agent.name), found);
    expect((await runTransport(ssh(), agent, "question")).output).toBe(answer(agent.name));
    expect(content()).toBe("// the agent\n");
    expect(readdirSync(server.remotePath)).toEqual([agent.name]);
  });

  test("is copied whole by each of several that start at once", async () => {
    writeFileSync(remote(agent.name), "");
    const runs = await Promise.all([ssh(), ssh()].map((each) => runTransport(each, agent, "question")));
    expect(runs.map(({ output }) => output)).toEqual([answer(agent.name), answer(agent.name)]);
    expect(readdirSync(server.remotePath)).toEqual([agent.name]);
  });

  test("is refused where a folder has its name, and nothing stays behind", async () => {
    const other = { ...agent, name: "taken.js" };
    writeProgram(join(remote("taken.js"), "x"), "");
    await expect(ssh().start(other)).rejects.toMatchObject({ code: "E_SCRIPT_HOST" });
    expect(readdirSync(server.remotePath).sort()).toEqual([agent.name, "taken.js"]);
  });

  test("is taken from where agentPath says, and not copied", async () => {
    const path = join(server.folder, "put-there-by-hand.js");
    writeFileSync(path, "// the agent\n");
    const before = readdirSync(server.remotePath);
    expect((await runTransport(ssh({ agentPath: path }), agent, "question")).output).toBe(answer(path));
    expect(readdirSync(server.remotePath)).toEqual(before);
  });

  test("runs in the script host that is named, which gets no language", async () => {
    const scriptHost = join(server.folder, "answers");
    server.setRemoteCscript("/nowhere");
    expect((await runTransport(ssh({ scriptHost }), agent, "question")).output).toBe(answer(agent.name, []));
  });

  test("that can't be read here is an error of this machine", async () => {
    const missing = { ...agent, path: join(server.folder, "missing.js") };
    await expect(ssh().start(missing)).rejects.toMatchObject({ code: "E_FILE_NOT_FOUND" });
  });
});

describe("a far side that is not as it should be", () => {
  test("what a profile prints is handed on, and the script host still answers", async () => {
    server.setProfile("echo Welcome\n");
    try {
      const { output } = await runTransport(ssh(), agent, "question");
      expect(output).toBe(`Welcome\n${answer(agent.name)}`);
    } finally {
      server.setProfile("");
    }
  });

  test("no script host there: it ends without a word", async () => {
    server.setRemoteCscript("/nowhere");
    const { output, ended } = await runTransport(ssh(), agent, "question");
    expect({ output, ...ended }).toEqual({ output: "", code: expect.any(Number), error: undefined });
  });

  test("no SFTP there: unreachable; with agentPath it works", async () => {
    server.setSftp("is refused");
    try {
      expect(await failure(ssh())).toMatchObject({ code: "E_UNREACHABLE" });
      const { output } = await runTransport(ssh({ agentPath: agent.name }), agent, "question");
      expect(output).toBe(answer(agent.name));
    } finally {
      server.setSftp("works");
    }
  });

  test("SFTP that hangs is given up", async () => {
    server.setSftp("hangs");
    try {
      expect(await failure(ssh({}, 1))).toMatchObject({ code: "E_TIMEOUT" });
    } finally {
      server.setSftp("works");
    }
  });
});

describe("its end", () => {
  const ids = (): string => join(server.folder, "ids");

  test("kill closes the far side's standard input, which ends there what was started", async () => {
    server.setRemoteCscript(
      writeProgram(
        join(server.folder, "waits"),
        `require("node:fs").writeFileSync(${JSON.stringify(ids())}, String(process.pid));
        console.log("here");
        process.stdin.resume().on("end", () => process.exit(0));`,
      ),
    );
    const started = await ssh().start(agent);
    await new Promise<void>((resolve) => {
      started.onOutput(() => {
        resolve();
      });
    });
    const pid = Number(readFileSync(ids(), "utf8"));
    expect(isRunning(pid)).toBe(true);

    const why = new IdentityError({ code: "E_TIMEOUT", message: "It took too long.", hint: "Wait." });
    started.kill(why);
    expect(await started.ended).toEqual({ code: null, error: why });
    await until(() => !isRunning(pid));
  });

  test("a connection that breaks off is an error, whatever came before", async () => {
    server.setRemoteCscript(
      writeProgram(
        join(server.folder, "breaks"),
        `console.log("half an answer");
        const parent = (pid) => Number(require("node:fs").readFileSync("/proc/" + pid + "/stat", "utf8").split(") ")[1].split(" ")[1]);
        const name = (pid) => require("node:fs").readFileSync("/proc/" + pid + "/comm", "utf8").trim();
        let pid = process.pid;
        while (!name(pid).startsWith("sshd")) pid = parent(pid);
        // Not before it has been read: sshd would take it along.
        process.stdin.resume().on("end", () => process.exit(process.kill(pid, "SIGKILL") ? 0 : 1));`,
      ),
    );
    const started = await ssh().start(agent);
    let output = "";
    started.onOutput((piece) => {
      output += piece;
      if (output.endsWith("\n")) started.send("");
    });
    const ended = await started.ended;
    expect(output).toBe("half an answer\n");
    expect(ended).toMatchObject({ code: null, error: { code: "E_UNREACHABLE" } });
  });
});
