import { commandTransport } from "./command";
import type { CommandSettings } from "./command";
import { localTransport } from "./local";
import type { LocalSettings } from "./local";
import { sshTransport } from "./ssh";
import type { SshSettings } from "./ssh";
import type { Transport } from "./transport";

export type TransportSettings = LocalSettings | SshSettings | CommandSettings;

/**
 * The only place that knows every transport. Nothing is started yet.
 *
 * @throws IdentityError E_INPUT
 */
export function openTransport(settings: TransportSettings): Transport {
  switch (settings.type) {
    case "local":
      return localTransport(settings);
    case "ssh":
      return sshTransport(settings);
    case "command":
      return commandTransport(settings);
  }
}
