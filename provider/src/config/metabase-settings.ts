import { z } from "zod";

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
  store: z.literal("file").describe("The only store today.").default("file"),
  path: z.string().min(1).describe("The MetaBase.xml. A relative path counts from the project's folder."),
  machine: z
    .string()
    .regex(/^[^\\/@\s]+$/, { error: "must be the bare name of a machine" })
    .describe("The bare name of the server that the file belongs to. Without it MACHINE\\x never equals x.")
    .optional(),
  iisStopped: z
    .boolean()
    .describe(
      "Your word that no IIS runs on a file that lies where a live metabase lies; without it such a file is only read.",
    )
    .default(false),
  backup: backupSettings.describe("How backups of the metabase are kept.").prefault({}),
});

// Named already, so that a stack file written for a later version gets an answer that helps.
const laterSettings = z
  .looseObject({ store: z.enum(["adsi", "iis7"]) })
  .transform(({ store }, context): z.output<typeof fileSettings> => {
    context.issues.push({
      code: "custom",
      path: ["store"],
      input: store,
      message: `${store} comes with a later version: this one reaches files only (store: file)`,
    });
    return z.NEVER;
  });

/** Which store holds the metabase and how it is reached. `path` alone means a file. */
export const metabaseSettings = z.discriminatedUnion("store", [fileSettings, laterSettings]);

/** Settings of a store as people write them, defaults left out. */
export type MetabaseSettingsInput = z.input<typeof fileSettings>;

/** Validated settings of a store, with every default filled in. */
export type MetabaseSettings = z.output<typeof fileSettings>;
