import { openTransport } from "../transports";
import type * as files from "./agent-file";
import type { AgentRequest, BatchResult } from "./agent-messages";
import type { AgentSettings } from "./agent-settings";
import type * as batches from "./run-batch";

/**
 * Runs one batch in one script-host process.
 *
 * @param key of the fingerprints, in hexadecimal
 * @param requests is called once, when the agent has proven itself and takes the batch; never, if it fails before that
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

/** No answer is longer, not even that of the largest configuration. In UTF-16 units. */
const maxOutput = 512 << 20;

/**
 * The agent over a real transport. Nothing is started yet.
 *
 * @throws IdentityError E_INPUT for a transport that can't be
 */
export function openAgent({ server, transport: way, timeoutSeconds }: AgentSettings): Agent {
  // What speaks with a server is loaded when there is one: settings are validated without it.
  const { agentFile } = require("./agent-file") as typeof files;
  const { runBatch } = require("./run-batch") as typeof batches;
  const transport = openTransport(way, timeoutSeconds);
  return {
    transport: transport.name,
    run: (key, requests, ready) =>
      runBatch(transport, agentFile(), { server, key, requests, ready }, { timeoutSeconds, maxOutput }),
  };
}
