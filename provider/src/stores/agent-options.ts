import type { AgentSettings } from "../agent";
import type { StoreDescription, StoreOption } from "./store-description";

/** The options of a command line that say where the script runs, and whose IIS it works on: of every store of a running IIS. */
export interface AgentOptions {
  readonly ssh?: string;
  readonly server?: string;
  readonly scriptHost?: string;
  readonly timeout?: number;
}

export const agentOptions: readonly StoreOption[] = [
  {
    name: "ssh",
    flags: "--ssh <host>",
    description: "a running IIS that is reached by SSH: HOST or USER@HOST",
    gives: ["transport.host", "transport.user"],
    implies: true,
    fault: (host) =>
      /^[^:]*:\d*$/.test(host)
        ? "takes no port: set the port for that host in your SSH configuration (Host, Port)"
        : undefined,
  },
  {
    name: "server",
    flags: "--server <name>",
    description: "a running IIS that this machine reaches directly",
    implies: true,
    excludes: ["ssh"],
  },
  {
    name: "scriptHost",
    flags: "--script-host <program>",
    description: "a program instead of cscript",
    gives: ["transport.scriptHost"],
    implies: true,
  },
  {
    name: "timeout",
    flags: "--timeout <seconds>",
    description: "for how long the script may say nothing",
    gives: ["timeoutSeconds"],
    unit: "seconds",
  },
];

/** What holds for every store of a running IIS. */
export function runningServer<Settings extends AgentSettings & { readonly store: string }>(): Pick<
  StoreDescription<Settings>,
  "identity" | "machine" | "countedFrom"
> {
  return {
    // Only the whole way to it identifies it: two servers could have one name for people.
    identity: ({ store, server = "", transport }) => JSON.stringify([store, server.toUpperCase(), transport]),
    // The server reports its name itself.
    machine: () => undefined,
    countedFrom: (_, settings) => settings,
  };
}

/** The settings that these options mean, not yet validated. */
export function agentSettingsOf({ ssh, server, scriptHost, timeout }: AgentOptions): object {
  return { transport: transportOf(ssh, scriptHost), server, timeoutSeconds: timeout };
}

function transportOf(ssh: string | undefined, scriptHost: string | undefined): object {
  if (ssh === undefined) return { type: "local", scriptHost };
  const cut = ssh.lastIndexOf("@");
  return { type: "ssh", host: ssh.slice(cut + 1), user: cut < 0 ? undefined : ssh.slice(0, cut), scriptHost };
}
