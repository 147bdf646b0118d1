import { z } from "zod";

const scriptHost = z
  .string()
  .min(1)
  .describe("Another program instead of cscript. It takes cscript's arguments without `//E:JScript`.")
  .optional();

const agentPath = z.string().min(1);

/** The script host of the machine that runs Pulumi. */
export const localSettings = z.strictObject({
  type: z.literal("local").describe("The script host of the machine that runs Pulumi."),
  scriptHost,
});

/** The script host of a machine that is reached by SSH. */
export const sshSettings = z.strictObject({
  type: z.literal("ssh").describe("The script host of a machine that is reached by SSH."),
  host: z.string().min(1).describe("The machine, or its alias in your SSH configuration."),
  user: z.string().min(1).describe("Who logs on, if your SSH configuration does not say so.").optional(),
  port: z
    .int()
    .min(1)
    .max(65535)
    .describe("The port of the SSH server, if your SSH configuration does not say so.")
    .optional(),
  configFile: z.string().min(1).describe("Another SSH configuration instead of your own.").optional(),
  agentPath: agentPath
    .describe("Where the agent is on the server; if left out, it is copied into the home of the logon.")
    .optional(),
  scriptHost,
  secondHop: z.boolean().describe("You confirm that the logon there can go on to `server`.").default(false),
});

/** Any program that starts the script host somewhere. */
export const commandSettings = z.strictObject({
  type: z.literal("command").describe("Any program that starts the script host somewhere."),
  command: z
    .array(z.string())
    .min(1)
    .describe("The program and its arguments; `{host}` and `{agent}` are replaced in each."),
  host: z.string().min(1).describe("The value for `{host}`.").optional(),
  agentPath: agentPath.describe("Where the agent is on the server: nothing is copied."),
});

const anySettings = z.discriminatedUnion("type", [localSettings, sshSettings, commandSettings]);

/** Settings of a transport, defaults left out. */
export type TransportSettings = z.input<typeof anySettings>;

/** Those of one transport, by its name. */
export type SettingsOf<Type extends TransportSettings["type"]> = Extract<TransportSettings, { type: Type }>;

/** Where the script host runs, and how it is reached. The word `local` alone is enough. */
export const transportSettings = z.union([
  anySettings,
  z.literal("local").transform((type): z.output<typeof localSettings> => ({ type })),
]);
