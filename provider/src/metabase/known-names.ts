import type { EncodedText } from "../document";
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
export const noRole = -1;

/** What the names of a file mean, each looked up once: most occur thousands of times. */
export class KnownNames {
  readonly #numbers = new Map<string, number>();
  readonly #roles: AttributeRole[] = [];
  readonly #tagNames = new Map<string, TagName>();

  constructor(private readonly encoded: EncodedText) {}

  /** @param start where the name begins */
  ofTag(name: string, start: number): TagName {
    return this.#tagNames.get(name) ?? this.#readTagName(name, start);
  }

  /** @param start where the name begins. @returns the number of its role, for `role` */
  roleOf(name: string, start: number): number {
    return this.#numbers.get(name) ?? this.#readRole(name, start);
  }

  role(number: number): AttributeRole {
    const role = this.#roles[number];
    if (role === undefined) throw new RangeError("There is no such role.");
    return role;
  }

  #readTagName(name: string, start: number): TagName {
    const text = this.encoded.decode(start, start + name.length);
    const read = { text, properties: propertiesNamed(text), isCustom: plainName(text) === "CUSTOM" };
    this.#tagNames.set(name, read);
    return read;
  }

  #readRole(name: string, start: number): number {
    const role = attributeRole(this.encoded.decode(start, start + name.length));
    const number = role === undefined ? noRole : this.#roles.push(role) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}
