import { foldCase } from "./fold-case";

const builtIn = new Set(["IUSR", "NETWORK SERVICE", "LOCAL SERVICE", "SYSTEM"]);

/**
 * Brings a user name into a form that is equal for two names exactly if they are one account. Case is ignored; `x`,
 * `.\x` and, if the machine's name is known, `MACHINE\x` are one local account. Built-in names are the same with or
 * without `NT AUTHORITY\`, and never a local form. `DOMAIN\x` and `x@domain` stay as they are.
 */
export function canonicalAccount(userName: string, machine: string | undefined): string {
  const folded = foldCase(userName);
  const cut = folded.indexOf("\\");
  if (cut < 0) {
    if (folded.includes("@")) return `principal ${folded}`;
    return builtIn.has(folded) ? `built-in ${folded}` : `local ${folded}`;
  }
  const authority = folded.slice(0, cut);
  const name = folded.slice(cut + 1);
  if (authority === "NT AUTHORITY") return `built-in ${name}`;
  if (authority === "." || (machine !== undefined && authority === foldCase(machine))) return `local ${name}`;
  return `domain ${folded}`;
}

/** Recognises the names of an account. */
export interface AccountNames {
  (userName: string): boolean;
  /** What they end in, in capital letters; left out where that may be anything. */
  readonly ends?: ReadonlySet<string>;
}

/** Recognises the names of an account, each of which may be spelled in several ways. */
export function namesOfAccount(names: readonly string[], machine: string | undefined): AccountNames {
  const wanted = new Set(names.map((name) => canonicalAccount(name, machine)));
  // All spellings of a name end in the same letter, and most names of others in another.
  const ends = new Set(names.map(endOf));
  const isAccount = (userName: string): boolean =>
    ends.has(endOf(userName)) && wanted.has(canonicalAccount(userName, machine));
  return Object.assign(isAccount, { ends });
}

function endOf(userName: string): string {
  return foldCase(userName.slice(-1));
}

export function sameAccount(left: string, right: string, machine: string | undefined): boolean {
  return canonicalAccount(left, machine) === canonicalAccount(right, machine);
}

/** True for the accounts that Windows itself has, and that have no password. */
export function isBuiltIn(userName: string): boolean {
  return canonicalAccount(userName, undefined).startsWith("built-in ");
}

/**
 * True for accounts for which IIS needs no password: built-in accounts, and managed service accounts (`name$`), whose
 * passwords Windows keeps and IIS does not store.
 */
export function needsNoPassword(userName: string): boolean {
  return isBuiltIn(userName) || isManaged(userName);
}

/** True for the name of a managed service account, or of a computer. */
export function isManaged(userName: string): boolean {
  return bareName(userName).endsWith("$");
}

/** The account's own name, without a domain before or behind it. */
export function bareName(userName: string): string {
  const name = userName.slice(userName.lastIndexOf("\\") + 1);
  return name.includes("@") ? name.slice(0, name.indexOf("@")) : name;
}
