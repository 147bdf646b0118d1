import {
  canonicalAccount,
  credentialKey,
  kinds as allKinds,
  LocationTree,
  once,
  parseLocation,
  type Kind,
  type Location,
} from "../../domain";
import type { Desired, DesiredAccount } from "../../drift";

/** What a stack declares, by where it counts: a log is about many places, and a stack declares much. */
export interface DeclaredIndex {
  readonly identities: ReadonlyMap<string, DeclaredIdentity>;
  /** Accounts that have a name, whichever of theirs, and whose copies are looked for at or above a location. */
  accounts(userName: string, location: Location): readonly DeclaredAccount[];
}

/** One kind of credential at a key. */
export interface CredentialPlace {
  readonly kind: Kind;
  readonly location: Location;
}

/** An item of a stack, and where it stands in the stack's file. */
interface Item {
  readonly path: string;
  /** Set where its password is made by Pulumi, and so is not in the stack's file. */
  readonly generate: unknown;
}

export type DeclaredIdentity = Item & Desired;

/** An account as a stack's file has it: what is left out stays `undefined`. */
export interface DeclaredAccount
  extends Item, Pick<DesiredAccount, "userName" | "aliases" | "formerNames" | "password" | "passwordless"> {
  readonly kinds?: readonly Kind[] | undefined;
  readonly under?: Location | undefined;
  readonly unused: "keep" | "rewrite";
}

/** What a stack declares of the credentials of a metabase. */
export interface Declared {
  readonly identities: readonly DeclaredIdentity[];
  readonly accounts: readonly DeclaredAccount[];
}

const indexesOf = once<Declared, Map<string | undefined, DeclaredIndex>>(() => new Map());

/** Made once for each stack; the machine's name decides which names are one account. */
export function declaredIndex(section: Declared, machine: string | undefined): DeclaredIndex {
  const known = indexesOf(section);
  const index = known.get(machine) ?? indexed(section, machine);
  known.set(machine, index);
  return index;
}

/** What a stack's item declares of an account, for the drift engine. */
export function desiredAccount(account: DeclaredAccount): DesiredAccount {
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

function indexed(section: Declared, machine: string | undefined): DeclaredIndex {
  const accounts = new Map<string, LocationTree<DeclaredAccount[]>>();
  for (const account of section.accounts) {
    const { userName, aliases, formerNames, under } = desiredAccount(account);
    for (const name of new Set(
      [userName, ...aliases, ...formerNames].map((each) => canonicalAccount(each, machine)),
    )) {
      const scopes = accounts.get(name) ?? new LocationTree<DeclaredAccount[]>(() => []);
      accounts.set(name, scopes);
      scopes.reach(under).at.push(account);
    }
  }
  return {
    // By its credential's key, of which a stack declares none twice.
    identities: new Map(section.identities.map((identity) => [credentialKey(identity), identity])),
    accounts: (userName, location) =>
      accounts.get(canonicalAccount(userName, machine))?.along(location).toReversed().flat() ?? [],
  };
}
