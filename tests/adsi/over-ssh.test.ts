import { AdsiStore } from "../../provider/src/stores/adsi/adsi-store";
import { agentFile } from "../../provider/src/agent/agent-file";
import { runBatch } from "../../provider/src/agent/run-batch";
import { openTransport, type Transport } from "../../provider/src/transports";
import { liveConformance } from "../support/live-store";
import { variants } from "../support/script-host/script-host";
import { SshServer } from "../support/ssh-server";

let server: SshServer;
let transport: Transport;

beforeAll(async () => {
  server = await SshServer.create();
  const { host, configFile } = server;
  transport = openTransport({ type: "ssh", host, configFile });
});

afterAll(async () => {
  await server.remove();
});

const limits = { timeoutSeconds: 120, maxOutput: 1 << 24 };

// One transport for all cases: it asks once whether the agent lies there.
liveConformance("adsi (over SSH)", Object.values(variants)[0]!, ({ path }) => {
  server.setRemoteCscript(path);
  return new AdsiStore({ transport: transport.name }, (key, requests, ready) =>
    runBatch(transport, agentFile(), { server: undefined, key, requests, ready }, limits),
  );
});
