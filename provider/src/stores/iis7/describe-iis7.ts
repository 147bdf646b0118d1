import { z } from "zod";
import { agentSettings, openAgent, refuseSecondHop, writtenAgentSettings } from "../../agent";
import { agentOptions, agentSettingsOf, type AgentOptions } from "../agent-options";
import type { StoreDescription } from "../store-description";
import { examineServer } from "./examine-server";
import { Iis7Store } from "./iis7-store";

/** The configuration of a running IIS 7 or later. */
const iis7Settings = z
  .strictObject({
    store: z
      .literal("iis7")
      .describe("The configuration of a running IIS 7 to 10, which this version reads and does not write."),
    ...agentSettings,
  })
  .superRefine(refuseSecondHop);

type Iis7Settings = z.output<typeof iis7Settings>;

/** The store for the configuration of a running IIS 7 or later. */
export const iis7Description = {
  name: "iis7",
  reaches: { one: "a running IIS 7 or later", several: "running IIS 7 and later" },
  settings: iis7Settings,
  heading: "A running IIS 7 or later",
  open: (settings) => {
    const { transport, run } = openAgent(settings);
    return new Iis7Store({ server: settings.server, transport }, run);
  },
  // Only the whole way to it identifies it: two servers could have one name for people.
  identity: ({ store, server = "", transport }) => JSON.stringify([store, server.toUpperCase(), transport]),
  // The server reports its name itself.
  machine: () => undefined,
  countedFrom: (_, settings) => settings,
  written: ({ store, ...settings }) => ({ store, ...writtenAgentSettings(settings) }),
  examine: (settings) => examineServer(settings),
  commandLine: {
    example: "--store iis7 --ssh HOST",
    options: agentOptions,
    permissions: [],
    isUsual: () => false,
    settings: (options) => agentSettingsOf(options),
    permitted: (settings) => settings,
  },
} as const satisfies StoreDescription<Iis7Settings, AgentOptions>;
