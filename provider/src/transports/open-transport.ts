import type * as command from "./command";
import type * as local from "./local";
import type * as ssh from "./ssh";
import type { Transport } from "./transport";
import type { TransportSettings } from "./transport-settings";

/**
 * The only place that knows every transport, of which it loads the one that is asked for. Nothing is started yet.
 *
 * @param timeoutSeconds how long copying the agent may take
 * @throws IdentityError E_INPUT
 */
export function openTransport(settings: TransportSettings, timeoutSeconds = 60): Transport {
  switch (settings.type) {
    case "local":
      return (require("./local") as typeof local).localTransport(settings);
    case "ssh":
      return (require("./ssh") as typeof ssh).sshTransport({ ...settings, timeoutSeconds });
    case "command":
      return (require("./command") as typeof command).commandTransport(settings);
  }
}
