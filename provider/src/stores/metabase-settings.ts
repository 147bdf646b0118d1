import { z } from "zod";
import { everyStore, storeSettings } from "./every-store";

/** Settings of the stores that exist, as people write them. */
export const writtenMetabaseSettings = z.union(storeSettings);

// Named already, so that a stack file written for a later version gets a helpful answer.
const laterSettings = z
  .looseObject({ store: z.literal("iis7") })
  .transform(({ store }, context): z.output<typeof writtenMetabaseSettings> => {
    const known = everyStore.map(({ name, reaches }) => `${reaches.several} (store: ${name})`);
    context.issues.push({
      code: "custom",
      path: ["store"],
      input: store,
      message: `${store} comes with a later version: this one reaches ${known.join(" and ")}`,
    });
    return z.NEVER;
  });

/** Which store holds the metabase and how it is reached. `path` alone means a file. */
export const metabaseSettings = z.discriminatedUnion("store", [...storeSettings, laterSettings]);
