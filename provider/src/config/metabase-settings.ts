import { z } from "zod";
import { storeSettings } from "../stores";

/** Settings of the stores that exist, as people write them. */
export const writtenMetabaseSettings = z.union(storeSettings());

/** Which store holds the metabase and how it is reached. `path` alone means a file. */
export const metabaseSettings = z.discriminatedUnion("store", storeSettings());
