import {
  bareName,
  canonicalAccount,
  foldCase,
  grouped,
  once,
  type Snapshot,
  type StoredPassword,
} from "../../domain";
import { storedCopies, type StoredCopies, type StoredCredential } from "../../drift";

/** The stored copies of every account of a metabase, gathered once for all lines of a log. */
interface Accounts {
  readonly byAccount: ReadonlyMap<string, StoredCopies>;
  /** By their own names, without what stands before or behind: several may share one. */
  readonly byBareName: ReadonlyMap<string, readonly StoredCopies[]>;
}

/** @returns `undefined` for an account that is stored nowhere, and for a built-in one */
export function copiesOf(snapshot: Snapshot, userName: string): StoredCopies | undefined {
  return accountsIn(snapshot).byAccount.get(canonicalAccount(userName, snapshot.machine));
}

/** The stored accounts that a text names: that very one, else all of that name, of whatever domain or machine. */
export function accountsNamed(snapshot: Snapshot, text: string): readonly StoredCopies[] {
  const exact = copiesOf(snapshot, text);
  if (exact !== undefined) return [exact];
  return /[\\@]/.test(text) ? [] : (accountsIn(snapshot).byBareName.get(foldCase(text)) ?? []);
}

/** Copies that hold another password than one: how many, and the first few of them. */
interface OtherCopies {
  readonly count: number;
  readonly first: readonly StoredCredential[];
}

/** So many places are named in one sentence. */
const namedAtMost = 10;

/** The copies of an account whose password can be compared with one, and differs. */
export function otherThan(copies: StoredCopies, password: StoredPassword | undefined): OtherCopies {
  if (password?.state !== "comparable") return { count: 0, first: [] };
  const { total, byFingerprint } = passwordsOf(copies);
  const same = byFingerprint.get(password.fingerprint) ?? [];
  const first: StoredCredential[] = [];
  for (const group of copies.byPassword) {
    if (first.length >= namedAtMost) break;
    if (group === same) continue;
    first.push(...group.slice(0, namedAtMost));
  }
  return { count: total - same.length, first: first.slice(0, namedAtMost) };
}

interface Passwords {
  readonly total: number;
  readonly byFingerprint: ReadonlyMap<string, readonly StoredCredential[]>;
}

/** Counted once for all places that an account has. */
const passwordsOf = once((copies: StoredCopies): Passwords => {
  const byFingerprint = new Map<string, readonly StoredCredential[]>();
  let total = 0;
  for (const group of copies.byPassword) {
    const held = group[0]?.own.password?.value;
    if (held?.state !== "comparable") continue;
    byFingerprint.set(held.fingerprint, group);
    total += group.length;
  }
  return { total, byFingerprint };
});

const accountsIn = once((snapshot: Snapshot): Accounts => {
  const byAccount = storedCopies(snapshot);
  return {
    byAccount,
    byBareName: grouped(byAccount.values(), ({ userName }) => foldCase(bareName(userName))),
  };
});
