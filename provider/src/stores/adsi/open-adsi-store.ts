import { openAgent, type AgentSettings } from "../../agent";
import { AdsiStore } from "./adsi-store";

/** How the live metabase of a server is reached. */
interface AdsiStoreSettings extends AgentSettings {
  readonly throughCompatibility?: boolean | undefined;
}

/**
 * The store for a live metabase, over a real transport. Nothing is started yet.
 *
 * @throws IdentityError E_INPUT for a transport that can't be, E_SECOND_HOP
 */
export function openAdsiStore(settings: AdsiStoreSettings): AdsiStore {
  const { server, throughCompatibility } = settings;
  const { transport, run } = openAgent(settings);
  return new AdsiStore({ server, transport, throughCompatibility }, run);
}
