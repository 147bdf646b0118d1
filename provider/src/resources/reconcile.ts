import { IdentityError, isIdentityError, type Change } from "../domain";
import { readInputs, type IdentityInputs, type Properties } from "./identity-inputs";
import { openMetabase, type OpenMetabase } from "./metabases";
import { observe, plan } from "./plan-identity";

// Somebody else's change between compare and write is compared again; one who never stops is reported.
const tries = 3;

/** Serves the engine's create: the resource's id is its canonical location. @throws IdentityError as `update` does */
export async function create(declared: Properties): Promise<{ id: string; outs: Properties }> {
  const inputs = requireInputs(declared);
  return { id: inputs.location, outs: await reconcile(declared, inputs) };
}

/** Serves the engine's update. @throws IdentityError what the plan or the store throws, and E_EFFECTS */
export async function update(declared: Properties): Promise<{ outs: Properties }> {
  return { outs: await reconcile(declared, requireInputs(declared)) };
}

/**
 * Create and update are one flow: observe, plan, write only the difference. What is already right is adopted without a write.
 * The answer is the outputs: the inputs, with nothing drifted.
 */
async function reconcile(declared: Properties, inputs: IdentityInputs): Promise<Properties> {
  const metabase = openMetabase(inputs.metabase);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeDifference(metabase, inputs);
      return { ...declared, drift: [] };
    } catch (error) {
      const changed = isIdentityError(error) && error.code === "E_CHANGED_MEANWHILE";
      if (!changed || attempt === tries) throw error;
    }
  }
}

function requireInputs(declared: Properties): IdentityInputs {
  const inputs = readInputs(declared);
  if (inputs === undefined || inputs.passwordUnknown) {
    throw new IdentityError({
      code: "E_INPUT",
      message: "An argument is not known at the moment of writing.",
      hint: "Report this: the engine should have resolved it.",
    });
  }
  return inputs;
}

async function writeDifference(metabase: OpenMetabase, inputs: IdentityInputs): Promise<void> {
  const planned = plan(await observe(metabase, inputs), inputs, undefined);
  if (planned.state === "in-sync") return;
  const { strangers } = planned.effects;
  if (strangers.length > 0 && !inputs.acceptEffects) {
    throw new IdentityError({
      code: "E_EFFECTS",
      location: inputs.location,
      message: `The change would pair half credentials of other accounts with new values, at ${listOf(strangers.map(({ location }) => location))}.`,
      hint: "Give those keys whole credentials first, or set acceptEffects: true.",
    });
  }
  await applyOne(metabase, planned.change);
}

/** Commits one change; those that are submitted at the same time share a commit. @throws IdentityError */
export async function applyOne({ store }: OpenMetabase, change: Change): Promise<void> {
  const [result] = await store.apply([change]);
  if (result?.outcome === "failed") throw result.error;
}

function listOf(locations: readonly string[]): string {
  const shown = locations.slice(0, 10).join(", ");
  return locations.length > 10 ? `${shown} and ${String(locations.length - 10)} more` : shown;
}
