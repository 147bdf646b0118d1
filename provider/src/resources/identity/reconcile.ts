import type { Location } from "../../domain";
import { effectsRefusal } from "../../drift";
import { openMetabase } from "../host/metabases";
import { requireKnown, type Properties } from "../host/properties";
import { writeOrFail } from "../host/write";
import { readInputs } from "./inputs";
import { observe, plan } from "./plan";

/** Serves the engine's create: the resource's id is its canonical location. @throws IdentityError as `update` does */
export async function create(declared: Properties): Promise<{ id: string; outs: Properties }> {
  const { location, outs } = await reconcile(declared);
  return { id: location, outs };
}

/** Serves the engine's update. @throws IdentityError what the plan or the store throws, and E_EFFECTS */
export async function update(declared: Properties): Promise<{ outs: Properties }> {
  const { outs } = await reconcile(declared);
  return { outs };
}

/**
 * Create and update are one flow: observe, plan, write only the difference. What is already right is adopted without a
 * write. The answer is the outputs: the inputs, with nothing drifted.
 */
async function reconcile(declared: Properties): Promise<{ location: Location; outs: Properties }> {
  const inputs = requireKnown(readInputs(declared));
  const metabase = openMetabase(inputs.metabase);
  let { location } = inputs;
  await writeOrFail(metabase, async () => {
    const situation = await observe(metabase, inputs);
    ({ location } = situation.inputs);
    const planned = plan(situation, undefined);
    if (planned.state === "in-sync") return { drifted: [] };
    const refusal = effectsRefusal(planned.effects, inputs.acceptEffects, location);
    if (refusal !== undefined) throw refusal;
    return { drifted: [planned] };
  });
  return { location, outs: { ...declared, drift: [] } };
}
