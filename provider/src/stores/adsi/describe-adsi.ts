import { z } from "zod";
import { agentSettings, openAgent, refuseSecondHop, writtenAgentSettings } from "../../agent";
import type { StoreDescription } from "../store-description";
import { AdsiStore } from "./adsi-store";
import { examineServer } from "./examine-server";

/** The live metabase of a running IIS. */
const adsiSettings = z
  .strictObject({
    store: z.literal("adsi").describe("The live metabase of a running IIS, through ADSI."),
    ...agentSettings,
    throughCompatibility: z
      .boolean()
      .describe(
        "Allows web credentials of IIS 7 and later to be written through Metabase Compatibility; each change rewrites applicationHost.config.",
      )
      .default(false),
  })
  .superRefine(refuseSecondHop);

type AdsiSettings = z.output<typeof adsiSettings>;

/** The options of a command line that concern a running IIS. */
export interface AdsiOptions {
  readonly ssh?: string;
  readonly server?: string;
  readonly scriptHost?: string;
  readonly timeout?: number;
  readonly throughCompatibility?: boolean;
}

/** The store for live metabases. */
export const adsiDescription = {
  name: "adsi",
  reaches: { one: "a running IIS", several: "live metabases" },
  settings: adsiSettings,
  heading: "A live metabase",
  open: (settings) => {
    const { transport, run } = openAgent(settings);
    return new AdsiStore({ ...settings, transport }, run);
  },
  // Only the whole way to it identifies it: two servers could have one name for people.
  identity: ({ store, server = "", transport }) => JSON.stringify([store, server.toUpperCase(), transport]),
  // The server reports its name itself.
  machine: () => undefined,
  countedFrom: (_, settings) => settings,
  written: ({ store, throughCompatibility, ...settings }) => ({
    store,
    ...writtenAgentSettings(settings),
    ...(throughCompatibility ? { throughCompatibility } : {}),
  }),
  examine: (settings) => examineServer(settings),
  commandLine: {
    example: "--ssh HOST",
    options: [
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
    ],
    permissions: [
      {
        name: "throughCompatibility",
        flags: "--through-compatibility",
        description: "write web credentials of IIS 7 and later, through Metabase Compatibility",
      },
    ],
    isUsual: (platform) => platform === "win32",
    settings: ({ ssh, server, scriptHost, timeout, throughCompatibility }) => ({
      transport: transportOf(ssh, scriptHost),
      ...(server === undefined ? {} : { server }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      ...(throughCompatibility === undefined ? {} : { throughCompatibility }),
    }),
    permitted: (settings, { throughCompatibility }) =>
      throughCompatibility === true ? { ...settings, throughCompatibility } : settings,
  },
} as const satisfies StoreDescription<AdsiSettings, AdsiOptions>;

function transportOf(ssh: string | undefined, scriptHost: string | undefined): object {
  const program = scriptHost === undefined ? {} : { scriptHost };
  if (ssh === undefined) return { type: "local", ...program };
  const cut = ssh.lastIndexOf("@");
  const user = cut < 0 ? {} : { user: ssh.slice(0, cut) };
  return { type: "ssh", host: ssh.slice(cut + 1), ...user, ...program };
}
