import { foldCase, type Secret } from "../domain";
import { namespace, qualifiedName, structuredSettings, type SettingLookup } from "../config";
import type { Adopted } from "../drift";

/** A secret setting that holds one password. */
export interface PasswordSetting {
  /** As written in `passwordFrom`, without the namespace. */
  readonly name: string;
  readonly password: Secret;
  /** Whether the stack's configuration holds it already, with this very value. */
  readonly isThere: boolean;
}

/** The settings of a stack in our own namespace, by their names without it. */
interface KnownSettings {
  readonly names: readonly string[];
  readonly setting: SettingLookup;
}

/**
 * Finds a name for each distinct password, and for those that are still to come. Names contain accounts, never values.
 */
export class PasswordSettings {
  readonly #settings = new Map<string, PasswordSetting>();
  readonly #taken: Set<string>;
  /** How far the names of one beginning are counted, since none becomes free again. */
  readonly #counted = new Map<string, number>();

  /**
   * Settings that already hold one of the passwords are used again: an interrupted run leaves such settings, for
   * example.
   */
  constructor(adopted: readonly Adopted[], { names, setting }: KnownSettings) {
    this.#taken = new Set([...structuredSettings, ...names.map(fullName)].map(foldCase));
    const held = new Map<string, string>();
    for (const name of names) {
      const found = setting(fullName(name));
      const isNameable = qualifiedName(name) !== undefined;
      if (found?.secret === true && isNameable && !held.has(found.text)) held.set(found.text, name);
    }
    for (const { userName, password } of adopted) {
      if (password === undefined || this.#settings.has(password.reveal())) continue;
      const known = held.get(password.reveal());
      const name = known ?? this.newName(userName);
      this.#settings.set(password.reveal(), { name, password, isThere: known !== undefined });
    }
  }

  get all(): readonly PasswordSetting[] {
    return [...this.#settings.values()];
  }

  /** The setting that holds this password; `undefined` for none. */
  nameOf(password: Secret | undefined): string | undefined {
    return password === undefined ? undefined : this.#settings.get(password.reveal())?.name;
  }

  /** A name for a password of this account that no setting has: `svc-web`, then `svc-web-2`. Each is given once. */
  newName(userName: string): string {
    const base = baseName(userName);
    let count = this.#counted.get(foldCase(base)) ?? 1;
    const nameAt = (at: number): string => (at === 1 ? base : `${base}-${String(at)}`);
    while (this.#taken.has(foldCase(fullName(nameAt(count))))) count += 1;
    this.#counted.set(foldCase(base), count);
    const name = nameAt(count);
    this.#taken.add(foldCase(fullName(name)));
    return name;
  }
}

/** `iis-identity:svc-web` */
export function fullName(name: string): string {
  return `${namespace}:${name}`;
}

function baseName(userName: string): string {
  const account = userName.slice(userName.lastIndexOf("\\") + 1).replace(/@.*$/s, "");
  const name = account
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z]+/, "")
    .replace(/[^A-Za-z0-9]+$/, "")
    .slice(0, 60);
  return name === "" ? "password" : name;
}
