import { z } from "zod";
import { agentSettings, openAgent, refuseSecondHop, writtenAgentSettings } from "../../agent";
import { agentOptions, agentSettingsOf, type AgentOptions } from "../agent-options";
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

/** The options of a command line that concern a live metabase. */
export interface AdsiOptions extends AgentOptions {
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
    options: agentOptions,
    permissions: [
      {
        name: "throughCompatibility",
        flags: "--through-compatibility",
        description: "write web credentials of IIS 7 and later, through Metabase Compatibility",
      },
    ],
    isUsual: (platform) => platform === "win32",
    settings: ({ throughCompatibility, ...options }) => ({
      ...agentSettingsOf(options),
      throughCompatibility,
    }),
    permitted: (settings, { throughCompatibility }) =>
      throughCompatibility === true ? { ...settings, throughCompatibility } : settings,
  },
} as const satisfies StoreDescription<AdsiSettings, AdsiOptions>;
