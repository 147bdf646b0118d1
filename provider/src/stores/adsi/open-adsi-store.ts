import { IdentityError } from "../../domain";
import { openTransport, type Transport, type TransportSettings } from "../../transports";
import { AdsiStore, type RunBatch } from "./adsi-store";
import { agentFile } from "./agent-file";
import { runBatch } from "./run-batch";

/** How the live metabase of a server is reached. */
export interface AdsiStoreSettings {
  /** The server as the script host's machine calls it; left out, it is that machine itself. */
  readonly server?: string | undefined;
  /** Where the script host runs; this machine, where left out. */
  readonly transport?: TransportSettings | undefined;
  /** For how long the script may say nothing before it is killed. */
  readonly timeoutSeconds?: number | undefined;
  readonly throughCompatibility?: boolean | undefined;
}

/** More than the largest metabase's answer is no answer. In UTF-16 units. */
const maxOutput = 512 << 20;

/**
 * The store for a live metabase, over a real transport. Nothing is started yet.
 *
 * @throws IdentityError E_INPUT for a transport that can't be, E_SECOND_HOP
 */
export function openAdsiStore(settings: AdsiStoreSettings): AdsiStore {
  const { server, throughCompatibility } = settings;
  const transport = transportOf(settings);
  return new AdsiStore(
    { server, transport: transport.name, throughCompatibility },
    runnerOver(transport, settings),
  );
}

/** Runs single batches on a server, without a store. @throws IdentityError as `openAdsiStore` does */
export function batchRunner(settings: AdsiStoreSettings): RunBatch {
  return runnerOver(transportOf(settings), settings);
}

function runnerOver(transport: Transport, { server, timeoutSeconds = 120 }: AdsiStoreSettings): RunBatch {
  return (key, requests, ready) =>
    runBatch(transport, agentFile(), { server, key, requests, ready }, { timeoutSeconds, maxOutput });
}

function transportOf({
  server,
  transport: way = { type: "local" },
  timeoutSeconds = 120,
}: AdsiStoreSettings): Transport {
  if (way.type === "ssh" && server !== undefined && way.secondHop !== true) throw secondHop();
  return openTransport(way.type === "ssh" ? { timeoutSeconds, ...way } : way);
}

function secondHop(): IdentityError {
  return new IdentityError({
    code: "E_SECOND_HOP",
    message:
      "A server behind an SSH logon is a second hop, to which Windows gives a logon with a key no way.",
    hint: "Reach the server itself by SSH, or set secondHop: true where the logon does carry on.",
  });
}
