import type { z } from "zod";
import type * as agent from "../../agent";
import { agentOptions, agentSettingsOf, runningServer, type AgentOptions } from "../agent-options";
import type { StoreDescription } from "../store-description";
import type * as described from "./adsi-settings";
import type * as stores from "./adsi-store";
import type * as examining from "./examine-server";

type AdsiSettings = z.output<typeof described.adsiSettings>;

/** The options of a command line that concern a live metabase. */
export interface AdsiOptions extends AgentOptions {
  readonly throughCompatibility?: boolean;
}

/** The store for live metabases. */
export const adsiDescription = {
  name: "adsi",
  reaches: { one: "a running IIS", several: "live metabases" },
  // This and what speaks with a server is loaded when it is asked for: most commands read a file.
  get settings() {
    return (require("./adsi-settings") as typeof described).adsiSettings;
  },
  heading: "A live metabase",
  open: (settings) => {
    const { AdsiStore } = require("./adsi-store") as typeof stores;
    const { openAgent } = require("../../agent") as typeof agent;
    const { transport, run } = openAgent(settings);
    return new AdsiStore({ ...settings, transport }, run);
  },
  ...runningServer<AdsiSettings>(),
  written: ({ store, throughCompatibility, ...settings }) => ({
    store,
    ...(require("../../agent") as typeof agent).writtenAgentSettings(settings),
    ...(throughCompatibility ? { throughCompatibility } : {}),
  }),
  examine: (settings) => (require("./examine-server") as typeof examining).examineServer(settings),
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
