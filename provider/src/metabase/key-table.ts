import {
  doubled,
  HashIndex,
  hashOfText,
  type ElementSpan,
  type EncodedText,
  type NameNumber,
} from "../document";
import { locationKey, type Location } from "../domain";
import type { MetabaseKey } from "./document";
import type { KnownNames } from "./known-names";
import { OpenKey } from "./open-key";
import type { WrittenAttributes } from "./written-attributes";
import { WrittenKey, type Written, type WrittenKeys } from "./written-key";

// Of each usual key: its type's name, the hash of its location, where that is written, the element's places, and the numbers of
// its attributes.
const numbers = 8;

/** The depth of the elements that are keys. */
export const depthOfKeys = 2;

/**
 * The keys of a file in its order, each location once. Those that are as IIS writes them are numbers until somebody asks for
 * keys: as objects they would take longer to make than to find.
 */
export class KeyTable implements WrittenKeys {
  #rows = new Int32Array(256 * numbers);
  /** The keys that are not usual. */
  readonly #others = new Map<number, MetabaseKey>();
  readonly #index = new HashIndex<number | Location>((number, wanted) => this.#isAt(number, wanted));
  #count = 0;
  #keys: readonly MetabaseKey[] | undefined;
  /** True while the scan is in a usual key, as long as nothing else has to be recorded of it. */
  hasBegun = false;

  constructor(
    private readonly encoded: EncodedText,
    private readonly names: KnownNames,
    private readonly attributes: WrittenAttributes,
  ) {}

  /**
   * A key begins of which nothing but its attributes says what it sets.
   *
   * @param name the number of its type's name
   * @param location where its location is written, exactly as it is
   * @param hash of that location
   * @param first the number of its first attribute that sets something; those that were added since are its own
   */
  begin(name: NameNumber, start: number, location: ElementSpan, hash: number, first: number): void {
    const at = this.#count * numbers;
    while (at >= this.#rows.length) this.#rows = doubled(this.#rows);
    const rows = this.#rows;
    rows[at] = name;
    rows[at + 1] = hash;
    rows[at + 2] = location.start;
    rows[at + 3] = location.end;
    rows[at + 4] = start;
    rows[at + 6] = first;
    rows[at + 7] = this.attributes.next;
    this.hasBegun = true;
  }

  /** It has ended. */
  end(end: number): void {
    this.hasBegun = false;
    const number = this.#count;
    this.#rows[number * numbers + 5] = end;
    const hash = this.#at(number, 1);
    const twin = this.#index.find(hash, number);
    if (twin < 0) this.#count = this.#index.add(hash) + 1;
    else this.#others.set(twin, mergeTwins(this.#key(twin), new WrittenKey(this, number)));
  }

  /** The key that has begun, as one of which something else can be recorded. When it ends it is to be added. */
  giveUp(): OpenKey {
    this.hasBegun = false;
    const { element, keyType, attributes, first, last } = this.written(this.#count);
    const key = new OpenKey(element.start, depthOfKeys, keyType, true);
    key.addPath(this.location(this.#count), true);
    key.recordWritten({ attributes, first, end: last });
    return key;
  }

  /** Adds a key that is not usual, or was given up. */
  add(key: MetabaseKey): void {
    const hash = hashOfText(locationKey(key.location));
    const twin = this.#index.find(hash, key.location);
    if (twin >= 0) this.#others.set(twin, mergeTwins(this.#key(twin), key));
    else {
      this.#others.set(this.#count, key);
      this.#count = this.#index.add(hash) + 1;
    }
  }

  /** All keys; once they were asked for, none can be added. */
  get keys(): readonly MetabaseKey[] {
    return (this.#keys ??= Array.from({ length: this.#count }, (_, number) => this.#key(number)));
  }

  /** Locations compare ignoring case. */
  find(location: Location): MetabaseKey | undefined {
    return this.keys[this.#index.find(hashOfText(locationKey(location)), location)];
  }

  #key(number: number): MetabaseKey {
    return this.#others.get(number) ?? new WrittenKey(this, number);
  }

  /** @param wanted a location, or the number of a key with that location */
  #isAt(number: number, wanted: number | Location): boolean {
    const location =
      this.#keys?.[number]?.location ?? this.#others.get(number)?.location ?? this.location(number);
    const other = typeof wanted === "number" ? this.location(wanted) : wanted;
    return location === other || locationKey(location) === locationKey(other);
  }

  location(number: number): Location {
    return this.encoded.decode(this.#at(number, 2), this.#at(number, 3)) as Location;
  }

  written(number: number): Written {
    return {
      keyType: this.names.ofTag(this.#at(number, 0)).text,
      element: { start: this.#at(number, 4), end: this.#at(number, 5) },
      attributes: this.attributes,
      first: this.#at(number, 6),
      last: this.#at(number, 7),
    };
  }

  #at(number: number, which: number): number {
    return this.#rows[number * numbers + which] ?? 0;
  }
}

/** Keeps what either key sets, so that credentials of the second are seen even if the first has none. Every half is unclear. */
function mergeTwins(first: MetabaseKey, second: MetabaseKey): MetabaseKey {
  const values: MetabaseKey["values"] = {
    anonymous: { ...second.values.anonymous, ...first.values.anonymous },
    wam: { ...second.values.wam, ...first.values.wam },
    unc: { ...second.values.unc, ...first.values.unc },
  };
  const why = first.ambiguous ?? second.ambiguous ?? "Its location occurs more than once in the file.";
  const { location, keyType, settings, element } = first;
  const { notInherited = new Set() } = first;
  return { location, keyType, values, settings, notInherited, ambiguous: why, element };
}
