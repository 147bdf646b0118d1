import { z } from "zod";
import { usualSettings } from "./usual-settings";

/** How many backups of a metabase stay, for how long, and where; if no directory is named, beside the metabase. */
const backupSettings = z.strictObject({
  keep: z.int().min(1).describe("How many of the newest backups stay.").default(usualSettings.backup.keep),
  maxAgeDays: z
    .int()
    .min(1)
    .describe("After how many days the next write removes a backup. The newest always stays.")
    .default(usualSettings.backup.maxAgeDays),
  directory: z
    .string()
    .min(1)
    .describe(
      "An existing folder, which many files may [share](safety.md#backups). A relative path starts at the metabase's folder, which is the default.",
    )
    .optional(),
});

/** A MetaBase.xml, or an applicationHost.config, that no running IIS owns. */
export const fileSettings = z.strictObject({
  store: z.literal("file").describe("A file; the default if only `path` is set.").default("file"),
  path: z
    .string()
    .min(1)
    .describe(
      "The MetaBase.xml or applicationHost.config; its content says which. A relative path starts at the project's folder.",
    ),
  machine: z
    .string()
    .regex(/^[^\\/@\s]+$/, { error: "must be the bare name of a machine" })
    .describe("The bare name of the server that the file belongs to. Without it MACHINE\\x never equals x.")
    .optional(),
  iisStopped: z
    .boolean()
    .describe(
      "You confirm that no IIS runs on a file that [looks live](safety.md#the-file-of-a-running-iis). Without it such a file is only read.",
    )
    .default(usualSettings.iisStopped),
  allowPlainText: z
    .boolean()
    .describe(
      "`true` lets a password be written to an applicationHost.config in plain text: a file has no key to encrypt it with.",
    )
    .optional(),
  backup: backupSettings.describe("How backups of the metabase are kept.").prefault({}),
});
