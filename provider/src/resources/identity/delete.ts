import {
  emptyPair,
  IdentityError,
  isBuiltIn,
  placeAt,
  sameAccount,
  schemaDefault,
  usesAccount,
  type Change,
  type ObservedKey,
} from "../../domain";
import {
  effectsOf,
  isEmpty,
  poolType,
  quoteName,
  removalOf,
  viewWith,
  type EffectivePair,
  type View,
} from "../../drift";
import { printLine } from "../host/diagnostics";
import { openMetabase, type OpenMetabase } from "../host/metabases";
import { hasDrift, type Properties } from "../host/properties";
import { writeOrFail } from "../host/write";
import { atOwnLocation, readInputs } from "./inputs";
import { observe, type Situation } from "./plan";

/**
 * What counts at a location once what was declared there is gone: an account, or, with a declared `identityType`, another type
 * that uses none. In words.
 *
 * @throws IdentityError E_NOTHING_TO_INHERIT where no ancestor holds a whole pair, or none a type
 */
export function leftByInherit({ snapshot, pending, inputs }: Situation): string {
  const { kind, location, identityType } = inputs;
  const both = { userName: { remove: true }, password: { remove: true } } as const;
  const pair = usesAccount(identityType) ? both : {};
  const type = { expected: undefined, change: { remove: true } } as const;
  const view = viewWith(snapshot, pending).with([
    { location, kind, expected: emptyPair, ...pair, identityType: type },
  ]);
  const inherited = identityType === undefined ? undefined : inheritedType(view, inputs);
  if (inherited !== undefined && !inherited.isSpecificUser) return `the identityType ${inherited.name}`;
  const above = view.effective(location, kind);
  if (above.userName !== undefined && isWhole(above)) return `the account ${quoteName(above.userName.value)}`;
  throw new IdentityError({
    code: "E_NOTHING_TO_INHERIT",
    location,
    message: "onDelete: inherit removes the own credential, but no key above holds a whole one.",
    hint: "Use onDelete: keep, or set user name and password at a key above first.",
  });
}

/** @throws IdentityError E_NOTHING_TO_INHERIT where none is set: what counts then depends on the version of IIS */
function inheritedType(
  view: View,
  { location }: Situation["inputs"],
): NonNullable<ReturnType<typeof poolType>> {
  const found = view.effectiveSetting(location, "AppPoolIdentityType");
  const type = found === undefined || found.from === schemaDefault ? undefined : poolType(found.value);
  if (type !== undefined) return type;
  throw new IdentityError({
    code: "E_NOTHING_TO_INHERIT",
    location,
    message: "onDelete: inherit removes the own identityType, but applicationPoolDefaults sets none.",
    hint: "Use onDelete: keep, or set identityType at applicationPoolDefaults first.",
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
    if (!isWhatWasDeclared(change, situation)) {
      leave("it is no longer what this resource wrote");
      return { drifted: [] };
    }
    leftByInherit(situation);
    const affected = affectedBeneath(metabase, situation, change);
    if (affected === undefined) return { drifted: [{ change }] };
    leave(affected);
    return { drifted: [] };
  });
}

/** The change that removes the own pair, and the own type where one was declared; `undefined` if there is nothing to remove. */
function removal({ snapshot, inputs: { kind, location, identityType } }: Situation): Change | undefined {
  const key = snapshot.key(location);
  if (key === undefined) return undefined;
  const expected = key.own[kind] ?? emptyPair;
  const pair = usesAccount(identityType) ? removalOf(expected) : {};
  const type = identityType === undefined ? {} : typeRemoval(key);
  const removes = Object.keys(pair).length > 0 || type.identityType?.change !== undefined;
  return removes ? { location: key.location, kind, expected, ...pair, ...type } : undefined;
}

function typeRemoval({ settings }: ObservedKey): Pick<Change, "identityType"> {
  const expected = settings?.AppPoolIdentityType;
  return { identityType: { expected, ...(expected === undefined ? {} : { change: { remove: true } }) } };
}

/** What would lose what it needs beneath, in words; `undefined` if nothing would. */
function affectedBeneath(
  { claims }: OpenMetabase,
  { snapshot, pending, inputs: { userName, acceptEffects } }: Situation,
  change: Change,
): string | undefined {
  const isOurs = (account: string): boolean => sameAccount(account, userName, snapshot.machine);
  const before = viewWith(snapshot, pending);
  const effects = effectsOf(before, before.with([change]), [change], isOurs);
  const declared = effects.inheriting.find((credential) => claims.holder(credential) !== undefined);
  if (declared !== undefined) return `${placeAt(snapshot, declared.location)} is declared and inherits it`;
  const [stranger] = effects.othersHalves;
  if (stranger === undefined || acceptEffects) return undefined;
  return `the half pair of another account at ${stranger.place} would change with it`;
}

function isWhatWasDeclared(
  { expected: own, identityType }: Change,
  { snapshot, inputs: declared }: Situation,
): boolean {
  if (identityType?.expected !== undefined && identityType.expected !== declared.identityType) return false;
  // An account that no type uses was left alone.
  if (!usesAccount(declared.identityType) && !declared.passwordless) return true;
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
