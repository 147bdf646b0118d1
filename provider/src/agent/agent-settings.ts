import { z } from "zod";
import type { WrittenSetting, WrittenSettings } from "../domain";
import { transportSettings } from "../transports";

/** Settings of every store that an agent serves: where it runs, and whose IIS it works on. */
export const agentSettings = {
  server: z
    .string()
    .regex(/^[\dA-Za-z](?:[\dA-Za-z._-]*[\dA-Za-z])?$/, {
      error: "must be the name of a server, or its IPv4 address",
    })
    .describe(
      "The server's name on the machine that runs the script: IIS://SERVER. If left out, that machine itself.",
    )
    .optional(),
  transport: transportSettings
    .describe("Where the script host runs, and how it is reached.")
    .prefault("local"),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(3600)
    .describe("For how long the script may say nothing before it is killed.")
    .default(120),
};

const agentFields = z.object(agentSettings);

/** Where an agent runs, and whose IIS it works on. */
export type AgentSettings = z.output<typeof agentFields>;

/** A server behind an SSH logon is a mistake, unless somebody confirmed that the logon can go on. */
export function refuseSecondHop({ server, transport }: AgentSettings, context: z.core.$RefinementCtx): void {
  if (server === undefined || transport.type !== "ssh" || transport.secondHop) return;
  context.addIssue({
    code: "custom",
    path: ["server"],
    message:
      "is a second hop behind transport.host, which an SSH logon with a key can't make on Windows: reach the server itself by SSH, or set transport.secondHop",
  });
}

/** The settings that a stack's file needs: those that differ from the defaults. */
export function writtenAgentSettings({ server, transport, timeoutSeconds }: AgentSettings): WrittenSettings {
  const isPlain = transport.type === "local" && transport.scriptHost === undefined;
  const isUsual = timeoutSeconds === agentFields.parse({}).timeoutSeconds;
  return {
    ...(server === undefined ? {} : { server }),
    ...(isPlain ? {} : { transport: definedSettings(transport) }),
    ...(isUsual ? {} : { timeoutSeconds }),
  };
}

function definedSettings(settings: Readonly<Record<string, WrittenSetting | undefined>>): WrittenSettings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined || value === false ? [] : [[name, value] as const],
    ),
  );
}
