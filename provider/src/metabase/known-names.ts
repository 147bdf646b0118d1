import { namesOf, type EncodedText, type NameNumber, type Names } from "../document";
import { attributeRole, type AttributeRole } from "./attribute-role";
import type { CredentialProperty } from "./credential-property";
import { plainName, propertiesNamed } from "./spelling";

/** What the name of an element says. */
export interface TagName {
  readonly text: string;
  readonly properties: readonly CredentialProperty[];
  /** True if some reader may take it for a Custom element's. */
  readonly isCustom: boolean;
}

/** In place of a role's number, for an attribute that has none. */
const noRole = -1;

/** The same for the attribute that says that a metabase seals. */
export const sessionKey = -2;

const unknown = -3;

/** What the names of a file mean, each looked up once: most occur thousands of times. */
export class KnownNames {
  /** Of each name its role's number. */
  readonly #numbers: number[] = [];
  readonly #roles: AttributeRole[] = [];
  readonly #tagNames: (TagName | undefined)[] = [];
  readonly #names: Names;

  constructor(encoded: EncodedText) {
    this.#names = namesOf(encoded);
  }

  ofTag(name: NameNumber): TagName {
    return (this.#tagNames[name] ??= this.#readTagName(name));
  }

  /** @returns the number of its role, for `role`; `noRole` or `sessionKey` for an attribute without one */
  roleOf(name: NameNumber): number {
    const number = this.#numbers[name] ?? unknown;
    return number === unknown ? this.#readRole(name) : number;
  }

  role(number: number): AttributeRole {
    const role = this.#roles[number];
    if (role === undefined) throw new RangeError("There is no such role.");
    return role;
  }

  #readTagName(name: NameNumber): TagName {
    const text = this.#names.text(name);
    return { text, properties: propertiesNamed(text), isCustom: plainName(text) === "CUSTOM" };
  }

  #readRole(name: NameNumber): number {
    const text = this.#names.text(name);
    const role = attributeRole(text);
    const without = text === "SessionKey" ? sessionKey : noRole;
    const number = role === undefined ? without : this.#roles.push(role) - 1;
    while (this.#numbers.length < name) this.#numbers.push(unknown);
    this.#numbers[name] = number;
    return number;
  }
}
