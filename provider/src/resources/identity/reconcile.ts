import { openMetabase } from "../host/metabases";
import { requireKnown, type Properties } from "../host/properties";
import { requireAcceptedEffects, writeOrFail } from "../host/write";
import { readInputs, type IdentityInputs } from "./inputs";
import { observe, plan } from "./plan";

/** Serves the engine's create: the resource's id is its canonical location. @throws IdentityError as `update` does */
export async function create(declared: Properties): Promise<{ id: string; outs: Properties }> {
  const inputs = requireKnown(readInputs(declared));
  return { id: inputs.location, outs: await reconcile(declared, inputs) };
}

/** Serves the engine's update. @throws IdentityError what the plan or the store throws, and E_EFFECTS */
export async function update(declared: Properties): Promise<{ outs: Properties }> {
  return { outs: await reconcile(declared, requireKnown(readInputs(declared))) };
}

/**
 * Create and update are one flow: observe, plan, write only the difference. What is already right is adopted without a
 * write. The answer is the outputs: the inputs, with nothing drifted.
 */
async function reconcile(declared: Properties, inputs: IdentityInputs): Promise<Properties> {
  const metabase = openMetabase(inputs.metabase);
  await writeOrFail(metabase, async () => {
    const planned = plan(await observe(metabase, inputs), inputs, undefined);
    if (planned.state === "in-sync") return { drifted: [] };
    requireAcceptedEffects(planned.effects, inputs.acceptEffects, inputs.location);
    return { drifted: [planned] };
  });
  return { ...declared, drift: [] };
}
