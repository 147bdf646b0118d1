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

/** Stands for the role of an attribute that has none. */
export const noRole = "none";

/** What the names of a file mean, each looked up once: most occur thousands of times. */
export class KnownNames {
  readonly #roles = new Map<string, AttributeRole | typeof noRole>();
  readonly #tagNames = new Map<string, TagName>();

  constructor(private readonly encoded: EncodedText) {}

  /** @param start where the name begins */
  ofTag(name: string, start: number): TagName {
    return this.#tagNames.get(name) ?? this.#readTagName(name, start);
  }

  /** @param start where the name begins */
  roleOf(name: string, start: number): AttributeRole | typeof noRole {
    return this.#roles.get(name) ?? this.#readRole(name, start);
  }

  #readTagName(name: string, start: number): TagName {
    const text = this.encoded.decode(start, start + name.length);
    const read = { text, properties: propertiesNamed(text), isCustom: plainName(text) === "CUSTOM" };
    this.#tagNames.set(name, read);
    return read;
  }

  #readRole(name: string, start: number): AttributeRole | typeof noRole {
    const role = attributeRole(this.encoded.decode(start, start + name.length)) ?? noRole;
    this.#roles.set(name, role);
    return role;
  }
}
