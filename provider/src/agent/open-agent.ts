import { IdentityError } from "../domain";
import { openTransport, type Transport, type TransportSettings } from "../transports";
import { agentFile } from "./agent-file";
import type { AgentRequest, BatchResult } from "./agent-messages";
import { runBatch } from "./run-batch";

/** Where an agent runs, and whose IIS it works on. */
export interface AgentSettings {
  /** The server's name on the script host's machine; if left out, that machine itself. */
  readonly server?: string | undefined;
  /** Where the script host runs; if left out, on this machine. */
  readonly transport?: TransportSettings | undefined;
  /** For how long the script may say nothing before it is killed. */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * Runs one batch in one script-host process.
 *
 * @param key of the fingerprints, in hexadecimal
 * @param requests is called once, when the agent has proven itself and takes the batch; never, where it doesn't come to that
 * @param ready is waited for between the two
 */
export type RunBatch = (
  key: string,
  requests: () => readonly AgentRequest[],
  ready?: () => Promise<void>,
) => Promise<BatchResult>;

/** A way to run batches on one server. */
interface Agent {
  /** How the script host is reached, in words: `local`, `ssh web01`. */
  readonly transport: string;
  readonly run: RunBatch;
}

/** Output beyond the largest configuration's answer is not an answer. In UTF-16 units. */
const maxOutput = 512 << 20;

/**
 * The agent over a real transport. Nothing is started yet.
 *
 * @throws IdentityError E_INPUT for a transport that can't be, E_SECOND_HOP
 */
export function openAgent({ server, transport: way, timeoutSeconds = 120 }: AgentSettings): Agent {
  const transport = transportOf(server, way ?? { type: "local" }, timeoutSeconds);
  return {
    transport: transport.name,
    run: (key, requests, ready) =>
      runBatch(transport, agentFile(), { server, key, requests, ready }, { timeoutSeconds, maxOutput }),
  };
}

function transportOf(server: string | undefined, way: TransportSettings, timeoutSeconds: number): Transport {
  if (way.type === "ssh" && server !== undefined && way.secondHop !== true) throw secondHop();
  return openTransport(way.type === "ssh" ? { timeoutSeconds, ...way } : way);
}

function secondHop(): IdentityError {
  return new IdentityError({
    code: "E_SECOND_HOP",
    message: "A server behind an SSH logon is a second hop, which a logon with a key can't make on Windows.",
    hint: "Reach the server itself by SSH, or set secondHop: true if the logon can go on.",
  });
}
