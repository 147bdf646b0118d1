import { z } from "zod";

/** How many backups of a metabase stay, for how long, and where: beside the metabase, where no directory is named. */
const backupSettings = z.strictObject({
  keep: z.int().min(1).default(3),
  maxAgeDays: z.int().min(1).default(30),
  directory: z.string().min(1).optional(),
});

/** A MetaBase.xml that no running IIS owns. */
const fileSettings = z.strictObject({
  store: z.literal("file").default("file"),
  path: z.string().min(1),
  /** The name of the machine that the file belongs to: without it `MACHINE\x` never equals `x`. */
  machine: z
    .string()
    .regex(/^[^\\/@\s]+$/, { error: "must be the bare name of a machine" })
    .optional(),
  /** The user's word that no IIS runs on a file that lies where a live metabase lies. */
  iisStopped: z.boolean().default(false),
  backup: backupSettings.prefault({}),
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
