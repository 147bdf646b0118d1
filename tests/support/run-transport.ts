import type { AgentFile, Ended, Transport } from "../../provider/src/transports";

export interface TransportRun {
  readonly output: string;
  readonly ended: Ended;
}

/** Starts a script host, sends it a text, and waits for its end. */
export async function runTransport(
  transport: Transport,
  agent: AgentFile,
  input: string,
): Promise<TransportRun> {
  const started = await transport.start(agent);
  let output = "";
  started.onOutput((piece) => (output += piece));
  started.send(input);
  return { ended: await started.ended, output };
}
