import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { agentFile } from "../../provider/src/agent/agent-file";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { removeScenarios, Scenario, type Declarations } from "../support/scenario";
import { ScriptHost } from "../support/script-host/script-host";
import { serverKeys } from "../support/server-keys";
import { SshServer } from "../support/ssh-server";

/* Each SSH connection costs a logon: how many an operation makes does not depend on how many identities there are. */

let server: SshServer;
let host: ScriptHost;

afterEach(async () => {
  await removeScenarios();
  await server.remove();
  const { violations } = host;
  host.remove();
  expect(violations).toEqual([]);
});

const at = (index: number): string => `/LM/W3SVC/${String(100 + index)}/ROOT`;

test.each<readonly [string, number, Readonly<Record<"first" | "preview" | "up", readonly string[]>>]>([
  [
    "the agent is copied once, looked for in each run",
    3,
    {
      first: ["sftp", "sftp", "cscript"],
      preview: ["sftp", "cscript"],
      up: ["sftp", "cscript", "cscript"],
    },
  ],
  [
    "the agent is where agentPath says",
    12,
    { first: ["cscript"], preview: ["cscript"], up: ["cscript", "cscript"] },
  ],
])("over SSH, if %s, a run makes these connections for %d identities", async (_, count, expected) => {
  const indexes = Array.from({ length: count }, (__, index) => index);
  const right = metabaseText([
    ...serverKeys,
    ...indexes.map((index) => ({
      location: at(index),
      attributes: { AnonymousUserName: "WEBFARM\\web", AnonymousUserPass: "Site-pw" },
    })),
  ]);
  host = await ScriptHost.create(right);
  server = await SshServer.create();
  server.setRemoteCscript(host.path);
  const agentPath = expected.first.includes("sftp") ? {} : { agentPath: "agent.js" };
  copyFileSync(agentFile().path, join(server.remotePath, "agent.js"));
  const ssh = { type: "ssh", host: server.host, configFile: server.configFile, ...agentPath } as const;
  const metabase = { store: "adsi", transport: ssh } as const;
  const declarations: Declarations = Object.fromEntries(
    indexes.map((index) => [
      `site-${String(index)}`,
      { metabase, location: at(index), userName: "WEBFARM\\web", password: "Site-pw" },
    ]),
  );
  const scenario = await Scenario.create("");
  scenario.declare(declarations);
  const during = async (run: () => Promise<{ readonly code: number | null }>): Promise<readonly string[]> => {
    const before = server.sessions.length;
    expect((await run()).code).toBe(0);
    return server.sessions.slice(before);
  };

  const first = await during(() => scenario.stack.up());
  host.set(withAttribute(right, at(1), "AnonymousUserPass", "Foreign"));
  const preview = await during(() => scenario.stack.preview());
  const up = await during(() => scenario.stack.up());
  expect({ first, preview, up }).toEqual(expected);
  expect(host.metabase).toBe(right);
});
