import { kinds, locationInPlaceOf, parseLocation } from "../domain";
import type { Half, Kind, Location, SettingName } from "../domain";
import { classifyPassword, sealedMagic } from "../domain";
import { customProperty, propertyByName, settingNamed, settingNumbered } from "./credential-property";
import type { CredentialProperty } from "./credential-property";
import type { MetabaseKey, StoredValue } from "./document";
import { documentError } from "./document-error";
import type { EncodedText } from "./encoding";
import { decodeValue } from "./escape";
import type { MarkupHandler } from "./scan";

interface OpenKey {
  readonly start: number;
  readonly keyType: string;
  /** As the file spells it. */
  path: string | undefined;
  values: Partial<Record<Kind, Partial<Record<Half, StoredValue>>>>;
  settings: Partial<Record<SettingName, string>> | undefined;
  notInherited: Set<SettingName> | undefined;
  ambiguous: string | undefined;
  unclear: Partial<Record<Kind, readonly Half[]>>;
}

type HalfOfKind = Pick<CredentialProperty, "kind" | "half">;

/** Where the values of a `<Custom>` stand; they are only read where it means one of the six properties. */
type Custom = Map<string, readonly [start: number, end: number]>;

const customAttributes: ReadonlySet<string> = new Set(["Name", "ID", "Value", "Type", "Attributes"]);

/** Gathers the keys from the scan of a metabase: the elements right beneath `configuration` > `MBProperty`. */
export class KeyCollector implements MarkupHandler {
  readonly keys: MetabaseKey[] = [];
  seals = false;
  #inProperties = false;
  #sawProperties = false;
  #rootStart = 0;
  #key: OpenKey | undefined;
  #custom: Custom | undefined;
  #attributesOf: "key" | "custom" | "other" = "other";

  constructor(private readonly encoded: EncodedText) {}

  open(name: string, start: number, depth: number): void {
    this.#attributesOf = "other";
    if (depth === 0) {
      this.#rootStart = start;
      if (name !== "configuration") this.#foreign("Its root element is not configuration.");
    } else if (depth === 1) {
      this.#inProperties = name === "MBProperty";
      this.#sawProperties ||= this.#inProperties;
    } else if (depth === 2 && this.#inProperties) {
      this.#attributesOf = "key";
      const keyType = this.encoded.decode(start + 1, start + 1 + name.length);
      this.#key = {
        start,
        keyType,
        path: undefined,
        values: {},
        settings: undefined,
        notInherited: undefined,
        ambiguous: undefined,
        unclear: {},
      };
    } else if (depth === 3 && this.#key !== undefined && name === "Custom") {
      this.#attributesOf = "custom";
      this.#custom = new Map();
    }
  }

  attribute(name: string, _nameStart: number, valueStart: number, valueEnd: number): void {
    if (name === "SessionKey" && valueEnd > valueStart) this.seals = true;
    if (this.encoded.text.startsWith(sealedMagic, valueStart)) this.seals = true;
    if (this.#attributesOf === "key") this.#keyAttribute(name, valueStart, valueEnd);
    else if (this.#attributesOf === "custom" && customAttributes.has(name)) {
      this.#custom?.set(name, [valueStart, valueEnd]);
    }
  }

  close(depth: number, end: number): void {
    if (depth === 3 && this.#custom !== undefined) {
      this.#closeCustom(this.#custom);
      this.#custom = undefined;
    } else if (depth === 2 && this.#key !== undefined) {
      this.#closeKey(this.#key, end);
      this.#key = undefined;
    } else if (depth === 1) this.#inProperties = false;
    else if (depth === 0 && !this.#sawProperties) this.#foreign("Its root element holds no MBProperty.");
  }

  #keyAttribute(name: string, valueStart: number, valueEnd: number): void {
    if (this.#key === undefined) return;
    if (name === "Location") {
      this.#key.path = this.#value(valueStart, valueEnd);
      return;
    }
    const setting = settingNamed(name);
    if (setting !== undefined) (this.#key.settings ??= {})[setting] = this.#value(valueStart, valueEnd);
    const property = propertyByName.get(name);
    if (property === undefined) return;
    const text = this.#value(valueStart, valueEnd);
    this.#record(this.#key, property, { text, inheritable: true, source: "attribute", readable: true });
  }

  #closeCustom(custom: Custom): void {
    const read = (name: string): string | undefined => {
      const span = custom.get(name);
      return span && this.#value(...span);
    };
    const name = read("Name");
    if (name === "SessionKey" && (read("Value") ?? "") !== "") this.seals = true;
    const setting = settingNamed(name) ?? settingNumbered(read("ID"));
    const settingText = setting === undefined ? undefined : read("Value");
    if (setting !== undefined && settingText !== undefined && this.#key?.settings?.[setting] === undefined) {
      this.#recordSetting(setting, settingText, hasInherit(read("Attributes") ?? ""));
    }
    const means = customProperty(name, read("ID"));
    if (means === undefined || this.#key === undefined) return;
    const { property, contradicts } = means;
    const text = read("Value");
    const value: StoredValue = {
      text: text ?? "",
      inheritable: hasInherit(read("Attributes") ?? ""),
      source: "custom",
      readable: text !== undefined && read("Type")?.trim().toUpperCase() === "STRING",
    };
    this.#record(this.#key, property, value);
    if (contradicts !== undefined) {
      const why = `A Custom element there names ${property.name} by its Name or ID and contradicts it by the other.`;
      doubt(this.#key, why, property, contradicts);
    } else if (!value.readable && property.half === "userName") {
      doubt(this.#key, `${property.name} stands there as a Custom element that is no STRING.`, property);
    }
  }

  #recordSetting(name: SettingName, text: string, inheritable: boolean): void {
    if (this.#key === undefined) return;
    (this.#key.settings ??= {})[name] = text;
    if (!inheritable) (this.#key.notInherited ??= new Set()).add(name);
  }

  #record(key: OpenKey, property: CredentialProperty, value: StoredValue): void {
    if (property.half === "password") {
      const state = classifyPassword(value.text);
      if (state.state === "opaque" && state.reason.startsWith("sealed")) this.seals = true;
    }
    const pair = (key.values[property.kind] ??= {});
    if (pair[property.half] === undefined) pair[property.half] = value;
    else doubt(key, `${property.name} stands there more than once.`, property);
  }

  #closeKey(key: OpenKey, end: number): void {
    const { start, keyType, path = "", values, settings, notInherited } = key;
    const location = fileLocation(path) ?? (Object.keys(values).length === 0 ? undefined : standIn(path));
    if (location === undefined) return;
    const isNamed = fileLocation(path) !== undefined;
    if (!isNamed) doubt(key, "Its path holds what no location can hold.", ...inheritedNames(values));
    const { ambiguous, unclear } = key;
    this.keys.push({
      location,
      keyType,
      values,
      element: { start, end },
      ...(settings === undefined ? {} : { settings }),
      ...(notInherited === undefined ? {} : { notInherited }),
      ...(ambiguous === undefined ? {} : { ambiguous, unclear }),
    });
  }

  #value(start: number, end: number): string {
    return decodeValue(this.encoded.decode(start, end));
  }

  #foreign(message: string): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(this.#rootStart), message);
  }
}

/** The first reason is kept, and every half that one of them leaves unclear. */
function doubt(key: OpenKey, why: string, ...properties: readonly HalfOfKind[]): void {
  key.ambiguous ??= why;
  for (const { kind, half } of properties) {
    const known = key.unclear[kind] ?? [];
    if (!known.includes(half)) key.unclear[kind] = [...known, half];
  }
}

/** The names that count with own passwords and stand at another key: nobody knows which is above a path that is none. */
function inheritedNames(values: OpenKey["values"]): readonly HalfOfKind[] {
  return kinds
    .filter((kind) => values[kind] !== undefined && values[kind].userName === undefined)
    .map((kind) => ({ kind, half: "userName" }));
}

/** @returns `undefined` for what is no key of a service: `.`, `/`, a path that does not begin with `/LM` */
function fileLocation(path: string): Location | undefined {
  if (!/^\/LM(?:\/|$)/i.test(path)) return undefined;
  try {
    return parseLocation(path);
  } catch {
    return undefined;
  }
}

function standIn(path: string): Location | undefined {
  return /^\/LM\//i.test(path) ? locationInPlaceOf(path) : undefined;
}

/** Attributes such as `INHERIT | SECURE`. */
function hasInherit(flags: string): boolean {
  return flags.split("|").some((flag) => flag.trim().toUpperCase() === "INHERIT");
}
