import { IdentityError } from "../../domain";
import { openTransport, type TransportSettings } from "../../transports";
import { AdsiStore } from "./adsi-store";
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
  const { server, timeoutSeconds = 120, throughCompatibility, transport: way = { type: "local" } } = settings;
  if (way.type === "ssh" && server !== undefined && way.secondHop !== true) throw secondHop();
  const transport = openTransport(way.type === "ssh" ? { timeoutSeconds, ...way } : way);
  return new AdsiStore({ server, transport: transport.name, throughCompatibility }, (key, requests) =>
    runBatch(transport, agentFile(), { server, key, requests }, { timeoutSeconds, maxOutput }),
  );
}

function secondHop(): IdentityError {
  return new IdentityError({
    code: "E_SECOND_HOP",
    message:
      "A server behind an SSH logon is a second hop, to which Windows gives a logon with a key no way.",
    hint: "Reach the server itself by SSH, or set secondHop: true where the logon does carry on.",
  });
}
