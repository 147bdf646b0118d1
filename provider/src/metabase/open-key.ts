import { classifyPassword, kinds, locationKey, mayHold, parseLocation } from "../domain";
import type { Half, Kind, Location, SettingName } from "../domain";
import { credentialProperties } from "./credential-property";
import type { CredentialProperty } from "./credential-property";
import type { MetabaseKey, StoredValue } from "./document";
import { isPlainPath, locationMeant, plainLocation } from "./spelling";

/** A text, and whether its attribute or element is named exactly as IIS names it. */
interface Spelled {
  readonly text: string;
  readonly exact: boolean;
}

/** True for a value that IIS sealed, an empty one included. */
export function isSealed(text: string): boolean {
  const state = classifyPassword(text);
  return state.state === "opaque" && state.reason.startsWith("sealed");
}

const halves: readonly Half[] = ["userName", "password"];

// What may be a value of a property but can't be read as one.
const doubtful: StoredValue = { text: "", inheritable: true, source: "attribute", readable: false };

type MutableKey = { -readonly [Name in keyof MetabaseKey]: MetabaseKey[Name] };

/** A key whose end has not been seen yet, or another element that may be meant as a key. */
export class OpenKey {
  /** The text of `Location`, and of attributes spelled almost like it. Empty if the element has no place of its own. */
  readonly paths: Spelled[] = [];
  /** Why IIS may not read it as a key, although it is where keys are. */
  oddity: string | undefined;
  /** True where a sealed password was recorded. */
  seals = false;
  readonly #values: Partial<Record<Kind, Partial<Record<Half, StoredValue>>>> = {};
  #settings: Partial<Record<SettingName, string>> | undefined;
  #notInherited: Set<SettingName> | undefined;
  readonly #unclear: Partial<Record<Kind, Half[]>> = {};
  #ambiguous: string | undefined;
  /** What may be a credential in the element, but is not spelled as one. It concerns all elements around this one, too. */
  #strays: Set<CredentialProperty | "any"> | undefined;
  #whyStrays: string | undefined;

  /** @param isKey whether it is where keys are, and is named like one */
  constructor(
    readonly start: number,
    readonly depth: number,
    readonly keyType: string,
    readonly isKey: boolean,
  ) {}

  record(property: CredentialProperty, value: StoredValue): void {
    if (property.half === "password") this.seals ||= isSealed(value.text);
    const pair = (this.#values[property.kind] ??= {});
    if (pair[property.half] === undefined) pair[property.half] = value;
    else this.doubt(`${property.name} occurs there more than once.`, [property]);
  }

  /** The first value of a setting counts. */
  recordSetting(name: SettingName, text: string, inheritable: boolean): void {
    const settings = (this.#settings ??= {});
    if (settings[name] !== undefined) return;
    settings[name] = text;
    if (!inheritable) (this.#notInherited ??= new Set()).add(name);
  }

  /** Records that it is not known what the key holds for these; the first reason is kept. */
  doubt(why: string, properties: readonly Pick<CredentialProperty, "kind" | "half">[]): void {
    if (properties.length === 0) return;
    this.#ambiguous ??= why;
    for (const { kind, half } of properties) {
      const known = (this.#unclear[kind] ??= []);
      if (!known.includes(half)) known.push(half);
      const pair = (this.#values[kind] ??= {});
      pair[half] ??= doubtful;
    }
  }

  /** The same for something in the element that may mean these properties, or `any` that its type may hold. */
  doubtStrays(why: string, strays: Iterable<CredentialProperty | "any">): void {
    const all = [...strays];
    this.#whyStrays ??= why;
    this.#strays ??= new Set();
    for (const stray of all) this.#strays.add(stray);
    this.doubt(
      why,
      all.flatMap((stray) => (stray === "any" ? this.possible : [stray])),
    );
  }

  /** Takes over the doubts of an element inside this one, once all of that element was seen. */
  doubtAround(inner: OpenKey): void {
    if (inner.#whyStrays !== undefined) this.doubtStrays(inner.#whyStrays, inner.#strays ?? []);
  }

  /** Every property that something in this element may mean: those that its type may hold, or all. */
  get possible(): readonly CredentialProperty[] {
    const held = credentialProperties.filter((property) => mayHold(this.keyType, property));
    return held.length > 0 ? held : credentialProperties;
  }

  /** The key as it was read; `undefined` if it has no place and nothing that may be a credential. */
  close(end: number): readonly MetabaseKey[] {
    if (this.oddity !== undefined) this.doubt(this.oddity, this.#ownHalves());
    const [path, ...others] = this.paths;
    const asIisWritesIt =
      path?.exact === true && others.length === 0 && this.isKey ? plainLocation(path.text) : undefined;
    if (asIisWritesIt !== undefined) return [this.#at(asIisWritesIt, end)];
    const isPlain = path?.exact === true && others.length === 0 && isPlainPath(path.text);
    if (!(isPlain && this.isKey) && Object.keys(this.#values).length === 0) return [];
    if (isPlain) return [this.#at(parseLocation(path.text), end)];
    const places = new Map(
      (path === undefined ? [""] : this.paths.map(({ text }) => text)).map((text) => {
        const location = locationMeant(text);
        return [locationKey(location), location];
      }),
    );
    const [first = ""] = places.values();
    if (places.size === 1 && first.includes("\ufffd")) {
      // No key is beneath such a path, so a whole pair there concerns no other key.
      this.doubt("Its path contains something that no location can contain.", this.#inheritedNames());
    } else {
      const why =
        path === undefined
          ? "It belongs to no key: what IIS reads as a credential has a Location."
          : "Its Location is not spelled as IIS spells one.";
      this.doubt(why, this.#ownHalves());
    }
    return [...places.values()].map((location) => this.#at(location, end));
  }

  #at(location: Location, end: number): MetabaseKey {
    const element = { start: this.start, end };
    const key: MutableKey = { location, keyType: this.keyType, values: this.#values, element };
    if (this.#settings !== undefined) key.settings = this.#settings;
    if (this.#notInherited !== undefined) key.notInherited = this.#notInherited;
    if (this.#ambiguous !== undefined) {
      key.ambiguous = this.#ambiguous;
      key.unclear = this.#unclear;
    }
    return key;
  }

  /** Both halves of each kind of which it sets one half: whether they are a pair is unclear as well. */
  #ownHalves(): readonly Pick<CredentialProperty, "kind" | "half">[] {
    return kinds
      .filter((kind) => this.#values[kind] !== undefined)
      .flatMap((kind) => halves.map((half) => ({ kind, half })));
  }

  /** Names that would be inherited for own passwords: it is not known which key is above such a path. */
  #inheritedNames(): readonly Pick<CredentialProperty, "kind" | "half">[] {
    return kinds
      .filter((kind) => this.#values[kind] !== undefined && this.#values[kind].userName === undefined)
      .map((kind) => ({ kind, half: "userName" }));
  }
}
