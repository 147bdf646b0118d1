import { kinds, locationKey, mayHold, parseLocation } from "../domain";
import type { Half, Kind, Location, SettingName } from "../domain";
import { credentialProperties } from "./credential-property";
import type { CredentialProperty } from "./credential-property";
import type { MetabaseKey, StoredValue } from "./document";
import { isSealed } from "./seal-finder";
import { isPlainPath, locationMeant } from "./spelling";
import type { WrittenAttributes } from "./written-attributes";

/** A text, and whether its attribute or element is named exactly as IIS names it. */
interface Spelled {
  readonly text: string;
  readonly exact: boolean;
}

const halves: readonly Half[] = ["userName", "password"];

// What may be a value of a property but can't be read as one.
const doubtful: StoredValue = { text: "", inheritable: true, source: "attribute", readable: false };

type Values = Partial<Record<Kind, Partial<Record<Half, StoredValue>>>>;
type Settings = Partial<Record<SettingName, string>>;
type MutableKey = { -readonly [Name in keyof MetabaseKey]: MetabaseKey[Name] };

/** The attributes of a key that set something; they are read only if something else says so, too. */
interface WrittenRange {
  readonly attributes: WrittenAttributes;
  readonly first: number;
  readonly end: number;
}

/** A key whose end has not been seen yet, or another element that may be meant as a key. */
export class OpenKey {
  /** The text of `Location`, or of an attribute spelled almost like it. Left out if the element has no place of its own. */
  #path: Spelled | undefined;
  #otherPaths: Spelled[] | undefined;
  /** Its attributes, as long as nothing but them says what it sets. */
  #written: WrittenRange | undefined;
  /** Why IIS may not read it as a key, although it is where keys are. */
  oddity: string | undefined;
  /** True where a sealed password was recorded. */
  seals = false;
  readonly #values: Values = {};
  #settings: Settings | undefined;
  #notInherited: Set<SettingName> | undefined;
  #unclear: Partial<Record<Kind, Half[]>> | undefined;
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

  addPath(text: string, exact: boolean): void {
    if (this.#path === undefined) this.#path = { text, exact };
    else (this.#otherPaths ??= []).push({ text, exact });
  }

  /** Records what its attributes set. */
  recordWritten(written: WrittenRange): void {
    this.#written = written;
  }

  #readWritten(): void {
    const written = this.#written;
    this.#written = undefined;
    written?.attributes.properties(written.first, written.end, (property, value) => {
      this.record(property, value);
    });
    written?.attributes.settings(written.first, written.end, (name, text) => {
      this.recordSetting(name, text, true);
    });
  }

  record(property: CredentialProperty, value: StoredValue): void {
    this.#readWritten();
    if (property.half === "password") this.seals ||= isSealed(value.text);
    const pair = (this.#values[property.kind] ??= {});
    if (pair[property.half] === undefined) pair[property.half] = value;
    else this.doubt(`${property.name} occurs there more than once.`, [property]);
  }

  /** The first value of a setting counts. */
  recordSetting(name: SettingName, text: string, inheritable: boolean): void {
    this.#readWritten();
    const settings = (this.#settings ??= {});
    if (settings[name] !== undefined) return;
    settings[name] = text;
    if (!inheritable) (this.#notInherited ??= new Set()).add(name);
  }

  /** Records that it is not known what the key holds for these; the first reason is kept. */
  doubt(why: string, properties: readonly Pick<CredentialProperty, "kind" | "half">[]): void {
    if (properties.length === 0) return;
    this.#readWritten();
    this.#ambiguous ??= why;
    this.#unclear ??= {};
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
    const path = this.#path;
    this.#readWritten();
    if (this.oddity !== undefined) this.doubt(this.oddity, this.#ownHalves());
    const isPlain = path?.exact === true && this.#otherPaths === undefined && isPlainPath(path.text);
    if (!(isPlain && this.isKey) && Object.keys(this.#values).length === 0) return [];
    if (isPlain) return [this.at(parseLocation(path.text), end)];
    const places = new Map(
      [path?.text ?? "", ...(this.#otherPaths ?? []).map(({ text }) => text)].map((text) => {
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
    return [...places.values()].map((location) => this.at(location, end));
  }

  /** What was recorded, as a key at a location. */
  at(location: Location, end: number): MetabaseKey {
    const element = { start: this.start, end };
    const key: MutableKey = { location, keyType: this.keyType, values: this.#values, element };
    if (this.#settings !== undefined) key.settings = this.#settings;
    if (this.#notInherited !== undefined) key.notInherited = this.#notInherited;
    if (this.#ambiguous !== undefined) {
      key.ambiguous = this.#ambiguous;
      key.unclear = this.#unclear ?? {};
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
