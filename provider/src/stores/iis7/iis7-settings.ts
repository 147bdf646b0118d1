import { z } from "zod";
import { agentSettings, refuseSecondHop } from "../../agent";

/** The configuration of a running IIS 7 or later. */
export const iis7Settings = z
  .strictObject({
    store: z
      .literal("iis7")
      .describe("The configuration of a running IIS 7 to 10, through its administration objects."),
    ...agentSettings,
  })
  .superRefine(refuseSecondHop);
