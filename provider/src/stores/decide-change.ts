import {
  credentialKey,
  emptyPair,
  IdentityError,
  samePair,
  type Change,
  type ObservedKey,
  type OwnPair,
  type Secret,
  type ValueChange,
} from "../domain";
import type { ChangeResult } from "./store";

export type Decision = { readonly outcome: "write" } | ChangeResult;

/** A change that asks for the same as an earlier one of the same commit: its result is that of the earlier one. */
export interface Repeated {
  readonly outcome: "repeated";
  /** The place of the earlier one in the list. */
  readonly first: number;
}

/**
 * Decides each credential once: the first of its changes is decided, a change that asks for the same repeats it, and a
 * change that asks for something else fails with E_CONFLICT.
 */
export function decideOnce(
  changes: readonly Change[],
  decide: (change: Change) => Decision,
): readonly (Decision | Repeated)[] {
  const firsts = new Map<string, { readonly change: Change; readonly index: number }>();
  return changes.map((change, index): Decision | Repeated => {
    const credential = credentialKey(change);
    const first = firsts.get(credential);
    if (first !== undefined) {
      return sameChange(first.change, change)
        ? { outcome: "repeated", first: first.index }
        : failed(change, "E_CONFLICT", "Two changes of this credential ask for different values.");
    }
    firsts.set(credential, { change, index });
    return decide(change);
  });
}

/**
 * One result for each decision, in order. For a change that repeats another one nothing is left to write if that one was
 * written.
 *
 * @param resultAt what became of a change that was to be written
 */
export function resultsOf(
  decisions: readonly (Decision | Repeated)[],
  resultAt: (index: number) => ChangeResult,
): readonly ChangeResult[] {
  const results: ChangeResult[] = [];
  for (const [index, decision] of decisions.entries()) {
    if (decision.outcome === "write") results.push(resultAt(index));
    else if (decision.outcome !== "repeated") results.push(decision);
    else {
      const first = results[decision.first];
      results.push(first === undefined || first.outcome === "written" ? { outcome: "unchanged" } : first);
    }
  }
  return results;
}

/**
 * Decides about a change on what its key holds at this moment: already so, to be written, or refused. It is refused if the
 * key is gone or ambiguous, if it no longer holds what the change was decided on, or if the store refuses it.
 */
export function decideChange(
  change: Change,
  key: ObservedKey | undefined,
  refusal: () => IdentityError | undefined,
): Decision {
  if (key === undefined) return failed(change, "E_UNKNOWN_LOCATION", "The metabase no longer has this key.");
  if (key.ambiguous !== undefined) return failed(change, "E_AMBIGUOUS", key.ambiguous);
  const own = key.own[change.kind] ?? emptyPair;
  const ownType = key.settings?.AppPoolIdentityType;
  if (isDone(own, change, ownType)) return { outcome: "unchanged" };
  const { expected, identityType } = change;
  const isSameType = identityType === undefined || ownType === identityType.expected;
  if (!samePair(own, expected) || !isSameType) return changedMeanwhile(change);
  const error = refusal();
  return error === undefined ? { outcome: "write" } : { outcome: "failed", error };
}

/**
 * True if the key already holds what the change asks for. A half that the change leaves must be the one on which it was
 * decided: with another one it would make a pair that nobody asked for.
 */
export function isDone(own: OwnPair, change: Change, ownType?: string): boolean {
  const { expected, identityType } = change;
  const left: OwnPair = {
    userName: change.userName === undefined ? own.userName : expected.userName,
    password: change.password === undefined ? own.password : expected.password,
  };
  return (
    samePair(left, expected) &&
    (identityType === undefined || ownType === typeAfter(identityType)) &&
    (change.userName === undefined || holdsName(own, change.userName)) &&
    (change.password === undefined || holdsPassword(own, change.password))
  );
}

/** The own type once a change is written. */
function typeAfter({ expected, change }: NonNullable<Change["identityType"]>): string | undefined {
  if (change === undefined) return expected;
  return "set" in change ? change.set : undefined;
}

/** True where the user name is as a change asks for it. */
export function holdsName({ userName }: OwnPair, wanted: ValueChange<string>): boolean {
  return "remove" in wanted ? userName === undefined : userName?.value === wanted.set;
}

/** True if the password is as a change asks for it; a password that can't be compared is not. */
export function holdsPassword({ password }: OwnPair, wanted: ValueChange<Secret>): boolean {
  if ("remove" in wanted) return password === undefined;
  return password?.value.state === "comparable" && password.value.matches(wanted.set);
}

function sameChange(left: Change, right: Change): boolean {
  const same = <Value>(
    one: ValueChange<Value> | undefined,
    other: ValueChange<Value> | undefined,
    equal: (one: Value, other: Value) => boolean,
  ): boolean => {
    if (one === undefined || other === undefined) return one === other;
    if ("remove" in one || "remove" in other) return "remove" in one && "remove" in other;
    return equal(one.set, other.set);
  };
  return (
    same(left.userName, right.userName, (one, other) => one === other) &&
    same(left.password, right.password, (one, other) => one.equals(other)) &&
    same(left.identityType?.change, right.identityType?.change, (one, other) => one === other)
  );
}

/** The result of a change whose key no longer holds what the change was decided on. */
export function changedMeanwhile(change: Change): ChangeResult {
  return failed(
    change,
    "E_CHANGED_MEANWHILE",
    "Somebody else changed this credential after it was compared.",
  );
}

/** The error for a change that the metabase does not allow as it is now. */
export function failed(
  change: Change,
  code: "E_UNKNOWN_LOCATION" | "E_AMBIGUOUS" | "E_CHANGED_MEANWHILE" | "E_CONFLICT",
  message: string,
): ChangeResult {
  return {
    outcome: "failed",
    error: new IdentityError({
      code,
      location: change.location,
      message,
      hint: "Preview again, then repeat the update.",
    }),
  };
}
