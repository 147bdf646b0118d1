import {
  credentialKey,
  isIdentityError,
  parseLocation,
  kinds as allKinds,
  type Snapshot,
} from "../../domain";
import type { AccountDeclaration, IdentityDeclaration, Section } from "../../config";
import {
  compareCredential,
  describeAccountDifference,
  describeDifference,
  findTargets,
  planAccount,
  type DesiredAccount,
} from "../../drift";
import type { ExplainedCredential } from "./explain-place";

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
  { identities, accounts }: Pick<Section, "identities" | "accounts">,
  credentials: readonly ExplainedCredential[],
): StackComparison {
  const deciding = new Set(credentials.flatMap(decidingKeys));
  const differences: string[] = [];
  const notes: string[] = [];
  let declared = false;
  for (const identity of identities) {
    if (!deciding.has(credentialKey(identity))) continue;
    declared = true;
    differences.push(...identityDifferences(snapshot, identity));
    if (identity.generate !== undefined)
      notes.push(`${identity.path}: its generated password can't be compared from here`);
  }
  for (const account of accounts) {
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

/** The place itself and the keys that its halves come from, of one kind. */
function decidingKeys({
  kind,
  location,
  userNameFrom,
  passwordFrom,
}: ExplainedCredential): readonly string[] {
  return [location, userNameFrom, passwordFrom].flatMap((from) =>
    from === null || from === "own" ? [] : [credentialKey({ kind, location: parseLocation(from) })],
  );
}

function identityDifferences(snapshot: Snapshot, identity: IdentityDeclaration): readonly string[] {
  const { location, kind, userName, password, passwordless } = identity;
  try {
    const { differences } = compareCredential(
      snapshot,
      { location, kind, userName, password, passwordless },
      [],
    );
    return differences.map((difference) => `${location} ${describeDifference(difference)}`);
  } catch (error) {
    return [whyNot(error)];
  }
}

/** @returns `undefined` where the account has no copy among the deciding keys */
function accountDifferences(
  snapshot: Snapshot,
  account: AccountDeclaration,
  deciding: ReadonlySet<string>,
): readonly string[] | undefined {
  const desired = desiredAccount(account);
  const found = findTargets(snapshot, desired);
  const targets = found.targets.filter(({ key, kind }) =>
    deciding.has(credentialKey({ kind, location: key.location })),
  );
  if (targets.length === 0) return undefined;
  try {
    const { drifted } = planAccount(snapshot, desired, [], {
      targets,
      unused: [],
      doubts: [],
      unconcerned: [],
    });
    return drifted.map(describeAccountDifference);
  } catch (error) {
    return [whyNot(error)];
  }
}

/** What a stack's item declares of an account, for the drift engine. */
export function desiredAccount(account: AccountDeclaration): DesiredAccount {
  const { userName, kinds, under, aliases, formerNames, unused, password, passwordless } = account;
  return {
    userName,
    kinds: kinds ?? allKinds,
    under: under ?? parseLocation("LM"),
    aliases,
    formerNames,
    rewriteUnused: unused === "rewrite",
    password,
    passwordless,
  };
}

/** What preview would refuse is no agreement either. */
function whyNot(error: unknown): string {
  if (!isIdentityError(error)) throw error;
  return error.location === undefined ? error.rule : `${error.location} ${error.rule}`;
}
