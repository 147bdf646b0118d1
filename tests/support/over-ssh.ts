import type { RunBatch } from "../../provider/src/agent";
import { agentFile } from "../../provider/src/agent/agent-file";
import { runBatch } from "../../provider/src/agent/run-batch";
import type { Store } from "../../provider/src/stores";
import { openTransport, type Transport } from "../../provider/src/transports";
import type { Reach } from "./live-store";
import { SshServer } from "./ssh-server";

const limits = { timeoutSeconds: 120, maxOutput: 1 << 24 };

/**
 * A real OpenSSH server, behind which Wine's cscript is. One transport for all cases: it asks once whether the agent is
 * there.
 */
export function overSsh(open: (transport: string, run: RunBatch) => Store): Reach {
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

  return ({ path }) => {
    server.setRemoteCscript(path);
    return open(transport.name, (key, requests, ready) =>
      runBatch(transport, agentFile(), { server: undefined, key, requests, ready }, limits),
    );
  };
}
