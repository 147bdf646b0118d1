import type { z } from "zod";
import type * as agent from "../../agent";
import { agentOptions, agentSettingsOf, runningServer, type AgentOptions } from "../agent-options";
import type { StoreDescription } from "../store-description";
import type * as examining from "./examine-server";
import type * as described from "./iis7-settings";
import type * as stores from "./iis7-store";

type Iis7Settings = z.output<typeof described.iis7Settings>;

/** The store for the configuration of a running IIS 7 or later. */
export const iis7Description = {
  name: "iis7",
  reaches: { one: "a running IIS 7 or later", several: "running IIS 7 and later" },
  // This and what speaks with a server is loaded when it is asked for: most commands read a file.
  get settings() {
    return (require("./iis7-settings") as typeof described).iis7Settings;
  },
  heading: "A running IIS 7 or later",
  open: (settings) => {
    const { Iis7Store } = require("./iis7-store") as typeof stores;
    const { openAgent } = require("../../agent") as typeof agent;
    const { transport, run } = openAgent(settings);
    return new Iis7Store({ server: settings.server, transport }, run);
  },
  ...runningServer<Iis7Settings>(),
  written: ({ store, ...settings }) => ({
    store,
    ...(require("../../agent") as typeof agent).writtenAgentSettings(settings),
  }),
  examine: (settings) => (require("./examine-server") as typeof examining).examineServer(settings),
  commandLine: {
    example: "--store iis7 --ssh HOST",
    options: agentOptions,
    permissions: [],
    isUsual: () => false,
    settings: (options) => agentSettingsOf(options),
    permitted: (settings) => settings,
  },
} as const satisfies StoreDescription<Iis7Settings, AgentOptions>;
