import { decodeValue, doubled, type EncodedText } from "../document";
import type { Kind, SettingName } from "../domain";
import type { AttributeRole } from "./attribute-role";
import type { CredentialProperty } from "./credential-property";
import type { StoredValue } from "./document";
import type { KnownNames } from "./known-names";
import { hashOfWritten } from "./written-location";

/** One attribute that has a role; the places are indexes into `EncodedText.units`. */
export interface WrittenAttribute {
  readonly role: AttributeRole;
  readonly valueStart: number;
  readonly valueEnd: number;
}

// Of each attribute: its role's number, and where its value begins and ends.
const numbers = 3;

/**
 * Where the attributes that have a role are: of the tags that are being read, and behind those, of the keys that were read.
 * Numbers, since as objects they would take more memory than the file; a value is decoded when somebody asks for it.
 */
export class WrittenAttributes {
  #places = new Int32Array(1024 * numbers);
  #end = 0;

  constructor(
    private readonly encoded: EncodedText,
    private readonly names: KnownNames,
  ) {}

  /** The number of the next attribute. */
  get next(): number {
    return this.#end / numbers;
  }

  /** @param role its number in the known names */
  add(role: number, valueStart: number, valueEnd: number): void {
    if (this.#end === this.#places.length) this.#places = doubled(this.#places);
    this.#places[this.#end] = role;
    this.#places[this.#end + 1] = valueStart;
    this.#places[this.#end + 2] = valueEnd;
    this.#end += numbers;
  }

  /** From an attribute on, nobody will ask for them. */
  forget(first: number): void {
    this.#end = first * numbers;
  }

  /** Of the attributes from one on, forgets those that set nothing. */
  keepRecords(first: number): void {
    const { next } = this;
    this.forget(first);
    for (let at = first; at < next; at += 1) {
      const role = this.role(at);
      if (role.is === "setting" || (role.is === "property" && role.exact))
        this.add(this.#at(at, 0), this.valueStart(at), this.valueEnd(at));
    }
  }

  role(attribute: number): AttributeRole {
    return this.names.role(this.#at(attribute, 0));
  }

  valueStart(attribute: number): number {
    return this.#at(attribute, 1);
  }

  valueEnd(attribute: number): number {
    return this.#at(attribute, 2);
  }

  text(attribute: number): string {
    return decodeValue(this.encoded.decode(this.valueStart(attribute), this.valueEnd(attribute)));
  }

  /** The hash of the location that it is; `undefined` where it has to be looked at more closely. */
  hashOfLocation(attribute: number): number | undefined {
    return hashOfWritten(this.encoded.units, this.valueStart(attribute), this.valueEnd(attribute));
  }

  textOf({ valueStart, valueEnd }: Pick<WrittenAttribute, "valueStart" | "valueEnd">): string {
    return decodeValue(this.encoded.decode(valueStart, valueEnd));
  }

  /** Each from one on, up to another. */
  between(first: number, end: number): readonly WrittenAttribute[] {
    return Array.from({ length: end - first }, (_, index) => ({
      role: this.role(first + index),
      valueStart: this.valueStart(first + index),
      valueEnd: this.valueEnd(first + index),
    }));
  }

  /** False where all that attributes of a key set is of other accounts. Two of one name there are in no tag. */
  mayBeOf(first: number, end: number, isAccount: (userName: string) => boolean): boolean {
    for (let at = first; at < end; at += 1) {
      const role = this.role(at);
      if (role.is !== "property" || !role.exact) continue;
      for (const { kind, half } of role.properties)
        if (half === "userName" ? isAccount(this.text(at)) : !this.#setsName(first, end, kind)) return true;
    }
    return false;
  }

  #setsName(first: number, end: number, kind: Kind): boolean {
    for (let at = first; at < end; at += 1) {
      const role = this.role(at);
      if (role.is !== "property" || !role.exact) continue;
      if (role.properties.some((property) => property.kind === kind && property.half === "userName"))
        return true;
    }
    return false;
  }

  /** Tells which of the six properties attributes of a key set, in their order. */
  properties(
    first: number,
    end: number,
    tell: (property: CredentialProperty, value: StoredValue) => void,
  ): void {
    for (let at = first; at < end; at += 1) {
      const role = this.role(at);
      if (role.is !== "property" || !role.exact) continue;
      const place = { start: this.valueStart(at), end: this.valueEnd(at) };
      for (const property of role.properties)
        tell(property, {
          text: this.text(at),
          inheritable: true,
          source: "attribute",
          readable: true,
          place,
        });
    }
  }

  /** The same of the settings. */
  settings(first: number, end: number, tell: (name: SettingName, text: string) => void): void {
    for (let at = first; at < end; at += 1) {
      const role = this.role(at);
      if (role.is === "setting") tell(role.setting, this.text(at));
    }
  }

  #at(attribute: number, which: number): number {
    return this.#places[attribute * numbers + which] ?? 0;
  }
}
