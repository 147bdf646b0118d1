import { credentialKey, isAtOrBeneath, isIdentityError, type Snapshot } from "../../domain";
import {
  compareCredential,
  compareTargets,
  describeAccountDifference,
  describeDifference,
  findTargetsAmong,
  viewWith,
} from "../../drift";
import {
  declaredIndex,
  desiredAccount,
  type CredentialPlace,
  type Declared,
  type DeclaredAccount,
  type DeclaredIdentity,
  type DeclaredIndex,
} from "./declared-index";
import type { ExplainedCredential } from "../place/explain-place";

/** What a stack says of a place. Passwords are compared, never shown. */
export interface StackComparison {
  /** What differs, as preview names it. */
  readonly differences: readonly string[];
  /** What the stack declares and what of it can't be compared from here. */
  readonly notes: readonly string[];
}

/**
 * Compares what decides at a place with what a stack declares: the place's own credentials and those of the keys that
 * they are inherited from.
 */
export function stackDifferences(
  snapshot: Snapshot,
  section: Declared,
  credentials: readonly ExplainedCredential[],
): StackComparison {
  const index = declaredIndex(section, snapshot.machine);
  const deciding = [
    ...new Map(credentials.flatMap(decidingKeys).map((each) => [credentialKey(each), each])).values(),
  ];
  const differences: string[] = [];
  const notes: string[] = [];
  const identities = deciding.flatMap((each) => index.identities.get(credentialKey(each)) ?? []);
  for (const identity of identities) {
    differences.push(...identityDifferences(snapshot, identity));
    if (identity.generate !== undefined)
      notes.push(`${identity.path}: its generated password can't be compared from here`);
  }
  let declared = identities.length > 0;
  for (const account of new Set(deciding.flatMap((each) => accountsAt(snapshot, index, each)))) {
    const found = accountDifferences(snapshot, account, deciding);
    if (found === undefined) continue;
    declared = true;
    differences.push(...found);
    if (account.generate !== undefined)
      notes.push(`${account.path}: its generated password can't be compared from here`);
  }
  return {
    differences,
    notes: declared ? notes : ["The stack declares nothing that counts here."],
  };
}

/** The accounts that a key may hold a copy of, by the name that counts there. */
function accountsAt(
  snapshot: Snapshot,
  index: DeclaredIndex,
  { kind, location }: CredentialPlace,
): readonly DeclaredAccount[] {
  const name = viewWith(snapshot, []).whatCounts(location, kind).userName?.value;
  return typeof name !== "string" || name === "" ? [] : index.accounts(name, location);
}

/** The place itself and the keys that its halves come from, of one kind. */
function decidingKeys({
  kind,
  location,
  userNameFrom,
  passwordFrom,
}: ExplainedCredential): readonly CredentialPlace[] {
  return [location, userNameFrom, passwordFrom].flatMap((from) =>
    from === null || from === "own" ? [] : [{ kind, location: from }],
  );
}

function identityDifferences(snapshot: Snapshot, identity: DeclaredIdentity): readonly string[] {
  const { location } = identity;
  try {
    const { differences } = compareCredential(snapshot, identity, []);
    return differences.map((difference) => `${location} ${describeDifference(difference)}`);
  } catch (error) {
    return [whyNot(error)];
  }
}

/** @returns `undefined` where the account has no copy among the deciding keys */
function accountDifferences(
  snapshot: Snapshot,
  account: DeclaredAccount,
  deciding: readonly CredentialPlace[],
): readonly string[] | undefined {
  const desired = desiredAccount(account);
  const view = viewWith(snapshot, []);
  const locations = [...new Set(deciding.map(({ location }) => location))]
    .filter((location) => isAtOrBeneath(location, desired.under))
    // Ancestors first.
    .sort((left, right) => left.length - right.length);
  const keys = locations.flatMap((location) => snapshot.key(location) ?? []);
  const isDeciding = new Set(deciding.map(credentialKey));
  const targets = findTargetsAmong(view, desired, keys).targets.filter(({ key, kind }) =>
    isDeciding.has(credentialKey({ kind, location: key.location })),
  );
  if (targets.length === 0) return undefined;
  try {
    return compareTargets(view, desired, targets).drifted.map(describeAccountDifference);
  } catch (error) {
    return [whyNot(error)];
  }
}

/** What preview would refuse is no agreement either. */
function whyNot(error: unknown): string {
  if (!isIdentityError(error)) throw error;
  return error.location === undefined ? error.rule : `${error.location} ${error.rule}`;
}
