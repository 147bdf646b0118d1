import { z } from "zod";
import { transportSettings } from "./transport-settings";

/** How many backups of a metabase stay, for how long, and where: beside the metabase, where no directory is named. */
const backupSettings = z.strictObject({
  keep: z.int().min(1).describe("How many backups stay, the newest ones.").default(3),
  maxAgeDays: z
    .int()
    .min(1)
    .describe("After how many days a backup is removed, at the next write. The newest always stays.")
    .default(30),
  directory: z
    .string()
    .min(1)
    .describe("An existing folder; a relative one counts from the metabase's folder, which is the default.")
    .optional(),
});

/** A MetaBase.xml that no running IIS owns. */
export const fileSettings = z.strictObject({
  store: z.literal("file").describe("A file. It is meant where path stands alone.").default("file"),
  path: z.string().min(1).describe("The MetaBase.xml. A relative path counts from the project's folder."),
  machine: z
    .string()
    .regex(/^[^\\/@\s]+$/, { error: "must be the bare name of a machine" })
    .describe("The bare name of the server that the file belongs to. Without it MACHINE\\x never equals x.")
    .optional(),
  iisStopped: z
    .boolean()
    .describe(
      "Your word that no IIS runs on a file that passes for a live metabase; without it such a file is only read.",
    )
    .default(false),
  backup: backupSettings.describe("How backups of the metabase are kept.").prefault({}),
});

/** The live metabase of a running IIS. */
export const adsiSettings = z
  .strictObject({
    store: z.literal("adsi").describe("The live metabase of a running IIS, through ADSI."),
    server: z
      .string()
      .regex(/^[\dA-Za-z](?:[\dA-Za-z._-]*[\dA-Za-z])?$/, {
        error: "must be the name of a server, or its IPv4 address",
      })
      .describe(
        "The server as the machine that runs the script calls it: IIS://SERVER. Left out, it is that machine itself.",
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
    throughCompatibility: z
      .boolean()
      .describe(
        "Lets web credentials of IIS 7 and later be written through Metabase Compatibility, which rewrites applicationHost.config each time.",
      )
      .default(false),
  })
  .superRefine(({ server, transport }, context) => {
    if (server === undefined || transport.type !== "ssh" || transport.secondHop) return;
    context.addIssue({
      code: "custom",
      path: ["server"],
      message:
        "is a second hop behind transport.host, and Windows gives an SSH logon with a key no way to it: reach the server itself by SSH, or set transport.secondHop",
    });
  });

/** Settings of the stores that are there, as people write them. */
export const writtenMetabaseSettings = z.union([fileSettings, adsiSettings]);

// Named already, so that a stack file written for a later version gets an answer that helps.
const laterSettings = z
  .looseObject({ store: z.literal("iis7") })
  .transform(({ store }, context): z.output<typeof fileSettings> => {
    context.issues.push({
      code: "custom",
      path: ["store"],
      input: store,
      message: `${store} comes with a later version: this one reaches files (store: file) and live metabases (store: adsi)`,
    });
    return z.NEVER;
  });

/** Which store holds the metabase and how it is reached. `path` alone means a file. */
export const metabaseSettings = z.discriminatedUnion("store", [fileSettings, adsiSettings, laterSettings]);

/** Settings of a store as people write them, defaults left out. */
export type MetabaseSettingsInput = z.input<typeof writtenMetabaseSettings>;

/** Validated settings of a store, with every default filled in. */
export type MetabaseSettings = z.output<typeof writtenMetabaseSettings>;

/** The machine's name as far as the settings alone tell it: a live metabase is asked. */
export function declaredMachine(settings: MetabaseSettings | undefined): string | undefined {
  return settings?.store === "file" ? settings.machine : undefined;
}
