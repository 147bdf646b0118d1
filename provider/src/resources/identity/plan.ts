import { resolveLocation, type Change, type Snapshot } from "../../domain";
import {
  compareCredential,
  planCredential,
  viewWith,
  type Comparison,
  type Desired,
  type Plan,
} from "../../drift";
import type { Claims } from "../host/claims";
import type { OpenMetabase } from "../host/metabases";
import { comparedPassword } from "../host/properties";
import type { IdentityInputs } from "./inputs";

/** A reading of the metabase for one identity, and what others in this process are about to write there. */
export interface Situation {
  readonly snapshot: Snapshot;
  /** With the location that is meant in this reading. */
  readonly inputs: IdentityInputs;
  readonly pending: readonly Change[];
  readonly claims: Claims;
}

export async function observe(metabase: OpenMetabase, inputs: IdentityInputs): Promise<Situation> {
  const snapshot = await metabase.store.observe({ locations: [inputs.location] });
  const location = resolveLocation(snapshot, inputs.written, inputs.kind);
  const pending = metabase.claims.pendingAbove({ kind: inputs.kind, location }, snapshot);
  return { snapshot, inputs: { ...inputs, location }, pending, claims: metabase.claims };
}

/** True where what `up` will do about a credential depends on something that is not known yet. */
export function isUndecided({ snapshot, inputs, pending, claims }: Situation): boolean {
  return inputs.passwordUnknown || claims.inheritsUnknown(inputs, viewWith(snapshot, pending));
}

/** @throws IdentityError as `planCredential` does */
export function plan({ snapshot, inputs, pending, claims }: Situation, previous: Previous): Plan {
  const planned = planCredential(snapshot, desired(inputs, previous), pending);
  return planned.state === "in-sync" ? planned : { ...planned, effects: claims.undeclared(planned.effects) };
}

/** @throws IdentityError as `compareCredential` does */
export function compare({ snapshot, inputs, pending }: Situation, previous: Previous): Comparison {
  return compareCredential(snapshot, desired(inputs, previous), pending);
}

/** The password that was declared before, if one was. */
type Previous = Desired["previousPassword"];

function desired(inputs: IdentityInputs, previousPassword: Previous): Desired {
  const { location, kind, userName, passwordless, identityType } = inputs;
  const password = comparedPassword(inputs);
  return { location, kind, userName, password, passwordless, identityType, previousPassword };
}
