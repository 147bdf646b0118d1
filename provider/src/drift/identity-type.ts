import {
  halfName,
  placeAt,
  schemaDefault,
  type Change,
  type IdentityType,
  type ObservedKey,
} from "../domain";
import type { Desired, Difference } from "./difference";
import { poolType } from "./pool-type";
import { ambiguity, type View } from "./view";

export type TypeDifference = Difference & { readonly half: "identityType" };

/**
 * `undefined` where the declared type counts at a pool, or at applicationPoolDefaults. A type that is set nowhere is a
 * difference whatever is declared: what counts then depends on the version of IIS, which nothing in the configuration says.
 *
 * @throws IdentityError E_AMBIGUOUS where what is above is unclear
 */
export function typeDifference(
  view: View,
  key: ObservedKey,
  { identityType: declared }: Desired,
): TypeDifference | undefined {
  if (declared === undefined) return undefined;
  const { location } = key;
  const found = view.effectiveSetting(location, "AppPoolIdentityType");
  const isOwn = found?.from === location;
  const above = isOwn ? undefined : view.snapshot.keyAbove(location, "AppPoolIdentityType");
  if (above?.ambiguous !== undefined) throw ambiguity(above);
  const property = halfName(key, "wam", "identityType");
  if (found === undefined || found.from === schemaDefault)
    return { property, half: "identityType", reason: "absent", declared };
  if (found.value === declared) return undefined;
  const difference = {
    property,
    half: "identityType",
    reason: "differs",
    found: found.value,
    declared,
  } as const;
  return isOwn ? difference : { ...difference, from: placeAt(view.snapshot, found.from) };
}

/** What is to be written of a declared type; the own one is expected to stay as it was, whether or not it is to change. */
export function typeChange(
  { identityType: declared }: Desired,
  { settings }: ObservedKey,
  differs: boolean,
): Pick<Change, "identityType"> {
  if (declared === undefined) return {};
  const expected = settings?.AppPoolIdentityType;
  return { identityType: { expected, ...(differs ? { change: { set: declared } } : {}) } };
}

/** A type as it is stored, by IIS's name; `undefined` for what is not a type. */
export function storedType(text: string): IdentityType | undefined {
  return poolType(text)?.name;
}
