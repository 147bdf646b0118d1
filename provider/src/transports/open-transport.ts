import { commandTransport } from "./command";
import { localTransport } from "./local";
import { sshTransport } from "./ssh";
import type { Transport } from "./transport";
import type { TransportSettings } from "./transport-settings";

/**
 * The only place that knows every transport. Nothing is started yet.
 *
 * @param timeoutSeconds how long copying the agent may take
 * @throws IdentityError E_INPUT
 */
export function openTransport(settings: TransportSettings, timeoutSeconds = 60): Transport {
  switch (settings.type) {
    case "local":
      return localTransport(settings);
    case "ssh":
      return sshTransport({ ...settings, timeoutSeconds });
    case "command":
      return commandTransport(settings);
  }
}
