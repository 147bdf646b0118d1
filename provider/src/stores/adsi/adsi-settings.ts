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
        "Lets web credentials of IIS 7 and later be written through Metabase Compatibility, which rewrites applicationHost.config each time.",
      )
      .default(false),
  })
  .superRefine(refuseSecondHop);
