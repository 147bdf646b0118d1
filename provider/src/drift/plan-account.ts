import {
  accountNameFault,
  canonicalAccount,
  halfName,
  holdsHalf,
  IdentityError,
  isIdentityError,
  once,
  placeAt,
  placeName,
  printable,
  type Change,
  type Snapshot,
} from "../domain";
import {
  doubtRefusal,
  findTargets,
  matcherOf,
  type DesiredAccount,
  type FoundTargets,
  type Matcher,
  type Target,
} from "./account-targets";
import { describeDifference, listed, quoteName } from "./describe";
import {
  changeFor,
  nameDifference,
  passwordDifference,
  holdsPassword,
  type Desired,
  type Difference,
} from "./difference";
import { effectsOf, type Effects } from "./effects";
import { hasLocation } from "./heirs";
import { unknownLocation } from "./plan-error";
import { requireNoInheritedPassword } from "./plan";
import { unmanagedNotes } from "./unmanaged";
import { viewWith, type GrowingView, type View } from "./view";

/** One copy that differs from what is declared. */
export interface AccountDifference {
  readonly target: Target;
  readonly differences: readonly Difference[];
  readonly change: Change;
}

/** Where a copy is and how it was found, without what it holds. */
type PlacedTarget = Omit<Target, "own">;

export interface AccountPlan {
  /** Every copy that is managed, in step or not, ancestors first. */
  readonly targets: readonly Target[];
  /** Every copy once the changes are written: a key that only held a password may no longer be a copy. */
  readonly targetsAfter: readonly PlacedTarget[];
  readonly drifted: readonly AccountDifference[];
  /** Copies that differ and stay so, for the reasons in `notes`: they never come into step. */
  readonly leftDiffering: readonly Target[];
  readonly effects: Effects;
  /** Sentences for people: what was seen and left alone. */
  readonly notes: readonly string[];
}

/**
 * Decides what is to be done about every copy of an account. Ancestors come first, and keys beneath inherit what those will
 * hold, so that no copy gets its own value for a half that it will inherit.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION (`under`), E_AMBIGUOUS and E_NOT_COMPARABLE with all locations,
 * E_PASSWORD_INHERITED
 */
export function planAccount(
  snapshot: Snapshot,
  desired: DesiredAccount,
  pending: readonly Change[],
  found: FoundTargets = findTargets(snapshot, desired),
): AccountPlan {
  if (!hasLocation(snapshot, desired.under)) throw unknownLocation(snapshot, desired.under);
  const doubt = doubtRefusal(found);
  if (doubt !== undefined) throw doubt;
  const { targets, unused, unconcerned } = found;
  const { view, drifted, unrepairable, notes } = compareTargets(
    viewWith(snapshot, pending),
    desired,
    targets,
  );
  const before = viewWith(snapshot, pending);
  const matchOf = matcherOf(desired, snapshot.machine);
  const changes = drifted.map(({ change }) => change);
  return {
    targets,
    targetsAfter: targetsAfter(snapshot, desired, changes, found),
    drifted,
    leftDiffering: [...unrepairable, ...targets.filter((target) => staysFormer(view, target, matchOf))],
    effects: effectsOf(before, view, changes, (name) => matchOf(name) !== undefined),
    notes: [
      ...notes,
      ...unused.map(({ key }) => `${placeName(key)} stored, not used: the pool runs as another identity`),
      ...unconcerned.map((key) => `${placeName(key)} was left out: it can't be understood in one way`),
      ...inheritedFormerNames(view, targets, matchOf),
      ...unheldFormerNames([...targets, ...unused], desired, snapshot.machine),
      ...unmanagedNotes(snapshot, (name) => matchOf(name) !== undefined),
    ],
  };
}

/** How copies compare with what is declared of their account. */
interface ComparedTargets {
  /** What the metabase will hold once the changes are written. */
  readonly view: View;
  readonly drifted: readonly AccountDifference[];
  readonly unrepairable: readonly Target[];
  readonly notes: readonly string[];
}

/**
 * Compares copies, ancestors first, and lays what is to be written over the view.
 *
 * @throws IdentityError E_NOT_COMPARABLE with all locations, E_PASSWORD_INHERITED
 */
export function compareTargets(
  view: GrowingView,
  desired: DesiredAccount,
  targets: readonly Target[],
): ComparedTargets {
  const notes: string[] = [];
  const notComparable: IdentityError[] = [];
  const drifted: AccountDifference[] = [];
  const unrepairable: Target[] = [];
  const matchOf = matcherOf(desired, view.snapshot.machine);
  for (const target of targets) {
    try {
      const difference = differenceAt(view, target, desired, matchOf);
      if (difference === undefined) continue;
      if (!mayHoldChange(difference)) {
        unrepairable.push(target);
        const password = halfName(target.key, target.kind, "password");
        notes.push(`${placeName(target.key)} can't be repaired: its type holds no ${password}`);
        continue;
      }
      drifted.push(difference);
      view.overlay(difference.change, target.key);
    } catch (error) {
      if (!isIdentityError(error) || error.code !== "E_NOT_COMPARABLE") throw error;
      notComparable.push(error);
    }
  }
  const [first] = notComparable;
  if (first !== undefined) throw allNotComparable(first, notComparable);
  requireNonInherited(view, targets, desired);
  return { view, drifted, unrepairable, notes };
}

function targetsAfter(
  snapshot: Snapshot,
  desired: DesiredAccount,
  changes: readonly Change[],
  found: FoundTargets,
): readonly PlacedTarget[] {
  // In step, or nothing but rotated, as nearly always: all names count as before, so nothing is looked for a second time.
  const isRenamed = desired.recordedName !== undefined || changes.some(changesCopies);
  if (!isRenamed) return found.targets;
  return findTargets(snapshot, { ...desired, recordedName: undefined }, changes).targets;
}

/** True for a change that may make a key a copy or end its being one; another password does neither. */
function changesCopies({ userName, password }: Change): boolean {
  return userName !== undefined || (password !== undefined && "remove" in password);
}

function differenceAt(
  view: View,
  target: Target,
  desired: DesiredAccount,
  matchOf: Matcher,
): AccountDifference | undefined {
  const { key, kind, own, match } = target;
  const renamed = match === "former" && own.userName !== undefined;
  if (staysFormer(view, target, matchOf)) return undefined;
  const { userName, password: secret, passwordless, previousPassword } = desired;
  const credential: Desired = {
    location: key.location,
    kind,
    userName,
    password: secret,
    passwordless,
    previousPassword,
  };
  const effective = view.effective(key, kind);
  const name = renamed ? nameDifference(view.snapshot, key, credential, own, effective) : undefined;
  const password = passwordDifference(view.snapshot, key, credential, own, effective, renamed);
  // A password that only an ancestor gives can't be taken away here; it is refused once all is planned.
  const inherited = password?.reason === "not-allowed" && !holdsPassword(own);
  const differences = [name, inherited ? undefined : password].filter((one) => one !== undefined);
  if (differences.length === 0) return undefined;
  return { target, differences, change: changeFor(credential, key, own, renamed) };
}

function mayHoldChange({ target, change }: AccountDifference): boolean {
  return (["userName", "password"] as const).every(
    (half) => change[half] === undefined || holdsHalf(target.key, target.kind, half),
  );
}

function requireNonInherited(after: View, targets: readonly Target[], desired: DesiredAccount): void {
  const { passwordless, userName } = desired;
  for (const { key, kind } of targets) {
    requireNoInheritedPassword(after, { kind, passwordless, userName }, key.location);
  }
}

function allNotComparable(first: IdentityError, errors: readonly IdentityError[]): IdentityError {
  if (errors.length === 1) return first;
  const locations = errors.flatMap(({ location }) => (location === undefined ? [] : [location]));
  return new IdentityError({
    code: "E_NOT_COMPARABLE",
    message: `${String(errors.length)} stored passwords can't be compared with the declared one, at ${listed(locations)}.`,
    hint: first.hint,
  });
}

/** A copy with only a password inherits its name. If that stays the former name, the new password does not belong to it. */
function staysFormer(view: View, { key, kind, own, match }: Target, matchOf: Matcher): boolean {
  if (match !== "former" || own.userName !== undefined) return false;
  const name = view.effective(key, kind).userName?.value ?? "";
  return matchOf(name) === "former";
}

function inheritedFormerNames(after: View, targets: readonly Target[], matchOf: Matcher): readonly string[] {
  return targets.flatMap((target) => {
    if (!staysFormer(after, target, matchOf)) return [];
    const { key, kind } = target;
    const name = after.effective(key, kind).userName;
    if (name === undefined) return [];
    return [
      `${placeName(key)} inherits the former name ${quoteName(name.value)} from ${placeAt(after.snapshot, name.from)}, which is not managed here: its password was left as it is`,
    ];
  });
}

function unheldFormerNames(
  holders: readonly Target[],
  { formerNames, aliases, userName }: DesiredAccount,
  machine: string | undefined,
): readonly string[] {
  if (formerNames.length === 0) return [];
  const isCurrent = matcherOf({ userName, aliases, formerNames: [] }, machine);
  const held = new Set(holders.map(({ found }) => canonicalAccount(found, machine)));
  return formerNames
    .filter((former) => isCurrent(former) !== undefined || !held.has(canonicalAccount(former, machine)))
    .map((former) => {
      const fault = accountNameFault(former);
      const why = fault === undefined ? "" : ` (it ${fault})`;
      return `former name ${quoteName(former)} is held by no key any more and can be removed${why}`;
    });
}

/** The copies as state keeps them: path and kind, templates last, and by which other name a copy was found. */
export const describeTargets = once((targets: readonly PlacedTarget[]): readonly string[] => {
  const line = ({ key, kind, match, found, template }: PlacedTarget): string =>
    [
      printable(key.location),
      kind,
      ...(template ? ["template"] : []),
      ...(match === "alias" ? [`as ${quoteName(found)}`] : []),
    ].join(" ");
  const apart = (template: boolean): readonly string[] =>
    targets.filter((target) => target.template === template).map(line);
  return [...apart(false), ...apart(true)];
});

/** One line for a copy that differs: `/LM/W3SVC/2/ROOT AnonymousUserPass: differs, previous`. */
export function describeAccountDifference({ target, differences }: AccountDifference): string {
  const { key, own, match, found, template, kind } = target;
  const [userName, password] = [halfName(key, kind, "userName"), halfName(key, kind, "password")];
  const marks = [
    ...(own.userName === undefined ? [`${password} without its own ${userName}`] : []),
    ...(own.password === undefined ? [`${userName} without its own ${password}`] : []),
    ...(match === "alias" ? [`found as ${quoteName(found)}`] : []),
    ...(template ? ["template"] : []),
  ];
  const lines = differences.map(describeDifference).join("; ");
  return `${placeName(key)} ${lines}${marks.length === 0 ? "" : ` (${marks.join("; ")})`}`;
}
