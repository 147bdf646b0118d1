import { z } from "zod";
import { agentSettings, refuseSecondHop } from "../../agent";

/** The live metabase of a running IIS. */
export const adsiSettings = z
  .strictObject({
    store: z.literal("adsi").describe("The live metabase of a running IIS, through ADSI."),
    ...agentSettings,
    throughCompatibility: z
      .boolean()
      .describe(
        "Allows web credentials of IIS 7 and later to be written through Metabase Compatibility; each change rewrites applicationHost.config.",
      )
      .default(false),
  })
  .superRefine(refuseSecondHop);
