import {
  emptyPair,
  IdentityError,
  isBuiltIn,
  placeAt,
  sameAccount,
  type Change,
  type OwnPair,
} from "../../domain";
import { effectsOf, isEmpty, viewWith, type EffectivePair } from "../../drift";
import { printLine } from "../host/diagnostics";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import { hasDrift, type Properties } from "../host/properties";
import { writeOrFail } from "../host/write";
import { atOwnLocation, readInputs } from "./inputs";
import { observe, type Situation } from "./plan";

/**
 * The account that counts at a location once its own pair is gone.
 *
 * @throws IdentityError E_NOTHING_TO_INHERIT where no ancestor holds a whole pair
 */
export function accountToInherit({ snapshot, pending, inputs: { kind, location } }: Situation): string {
  const both = { userName: { remove: true }, password: { remove: true } } as const;
  const above = viewWith(snapshot, pending)
    .with([{ location, kind, expected: emptyPair, ...both }])
    .effective(location, kind);
  if (above.userName !== undefined && isWhole(above)) return above.userName.value;
  throw new IdentityError({
    code: "E_NOTHING_TO_INHERIT",
    location,
    message: "onDelete: inherit removes the own credential, but no key above holds a whole one.",
    hint: "Use onDelete: keep, or set user name and password at a key above first.",
  });
}

/** Both halves from one key, and a password in it; a built-in account has none. */
function isWhole({ userName, password }: EffectivePair): boolean {
  if (userName === undefined) return false;
  const hasPassword = password !== undefined && !isEmpty(password.value);
  if (isBuiltIn(userName.value)) return !hasPassword;
  return hasPassword && password.from === userName.from;
}

/**
 * Serves the engine's delete. `keep` leaves the credential as it is. `inherit` removes the own pair, but only if it
 * still is what this resource declared last and no resource of this process claims it. The engine creates before it
 * deletes, so what was just declared is never undone.
 *
 * @throws IdentityError E_NOTHING_TO_INHERIT, and what the store throws
 */
export async function remove(id: string, state: Properties): Promise<void> {
  if (state["onDelete"] !== "inherit") return;
  const inputs = readInputs(state);
  if (inputs === undefined) return;
  const metabase = openMetabase(inputs.metabase);
  const own = atOwnLocation(inputs, id);
  const leave = (why: string): void => {
    printLine(`${own.location} onDelete: inherit left the credential as it is: ${why}`);
  };

  const claimedBy = metabase.claims.holder(own);
  if (claimedBy !== undefined) {
    leave(`the resource ${claimedBy} declares it`);
    return;
  }
  if (hasDrift(state)) {
    leave("the last refresh found it changed");
    return;
  }
  await writeOrFail(metabase, async () => {
    // What others declared is written by now; if that failed, it can't be inherited.
    const situation = { ...(await observe(metabase, own)), pending: [] };
    const change = removal(situation);
    if (change === undefined) return { drifted: [] };
    if (!isWhatWasDeclared(change.expected, situation)) {
      leave("it is no longer what this resource wrote");
      return { drifted: [] };
    }
    accountToInherit(situation);
    const affected = affectedBeneath(metabase, situation, change);
    if (affected === undefined) return { drifted: [{ change }] };
    leave(affected);
    return { drifted: [] };
  });
}

/** The change that removes the own pair; `undefined` if there is none. */
function removal({ snapshot, inputs: { kind, location } }: Situation): Change | undefined {
  const key = snapshot.key(location);
  const own = key?.own[kind] ?? emptyPair;
  if (key === undefined || (own.userName === undefined && own.password === undefined)) return undefined;
  return {
    location: key.location,
    kind,
    expected: own,
    ...(own.userName === undefined ? {} : { userName: { remove: true } }),
    ...(own.password === undefined ? {} : { password: { remove: true } }),
  };
}

/** What would lose what it needs beneath, in words; `undefined` if nothing would. */
function affectedBeneath(
  { claims }: OpenMetabase,
  { snapshot, pending, inputs: { userName, acceptEffects } }: Situation,
  change: Change,
): string | undefined {
  const isOurs = (account: string): boolean => sameAccount(account, userName, snapshot.machine);
  const effects = effectsOf(viewWith(snapshot, pending), [change], isOurs);
  const declared = effects.inheriting.find((credential) => claims.holder(credential) !== undefined);
  if (declared !== undefined) return `${placeAt(snapshot, declared.location)} is declared and inherits it`;
  const [stranger] = effects.othersHalves;
  if (stranger === undefined || acceptEffects) return undefined;
  return `the half pair of another account at ${stranger.place} would change with it`;
}

function isWhatWasDeclared(own: OwnPair, { snapshot, inputs: declared }: Situation): boolean {
  const sameName =
    own.userName === undefined || sameAccount(own.userName.value, declared.userName, snapshot.machine);
  const password = own.password?.value;
  if (password === undefined) return sameName;
  const samePassword =
    password.state === "comparable"
      ? declared.password !== undefined && password.matches(declared.password)
      : password.state === "empty" && declared.passwordless;
  return sameName && samePassword;
}
