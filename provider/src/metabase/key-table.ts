import { doubled, type ElementSpan, type EncodedText, type NameNumber, type UnitSpan } from "../document";
import { kinds, type Location } from "../domain";
import type { IndexedKeys, MetabaseKey } from "./document";
import type { KnownNames } from "./known-names";
import { hashOf, LocationIndex, spelledOut } from "./location-index";
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
export class KeyTable implements IndexedKeys, WrittenKeys {
  #rows = new Int32Array(256 * numbers);
  /** The keys that are not usual. */
  readonly #others = new Map<number, MetabaseKey>();
  readonly #locations = new LocationIndex((number) => this.#spelled(number));
  /** Those that somebody asked for. */
  #made: (MetabaseKey | undefined)[] | undefined;
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
    const at = this.count * numbers;
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
    const number = this.count;
    this.#rows[number * numbers + 5] = end;
    const known = this.#locations.add(this.#at(number, 1), number);
    if (known < number) this.#others.set(known, mergeTwins(this.#read(known), new WrittenKey(this, number)));
  }

  /** The key that has begun, as one of which something else can be recorded. When it ends it is to be added. */
  giveUp(): OpenKey {
    this.hasBegun = false;
    const { element, keyType, attributes, first, last } = this.written(this.count);
    const key = new OpenKey(element.start, depthOfKeys, keyType, true);
    key.addPath(this.location(this.count), true);
    key.recordWritten({ attributes, first, end: last });
    return key;
  }

  /** Adds a key that is not usual, or was given up. */
  add(key: MetabaseKey): void {
    const spelled = spelledOut(key.location);
    const number = this.count;
    const known = this.#locations.add(hashOf(spelled), spelled);
    this.#others.set(known, known < number ? mergeTwins(this.#read(known), key) : key);
  }

  /** How many there are; once somebody asked for one, none can be added. */
  get count(): number {
    return this.#locations.count;
  }

  key(number: number): MetabaseKey | undefined {
    return number < 0 || number >= this.count ? undefined : this.#key(number);
  }

  get keys(): readonly MetabaseKey[] {
    return (this.#keys ??= Array.from({ length: this.count }, (_, number) => this.#key(number)));
  }

  at(location: Location): number {
    return this.#locations.at(location);
  }

  above(place: number | Location): number {
    return this.#locations.above(place);
  }

  beneath(number: number): readonly number[] {
    return this.#locations.beneath(number);
  }

  ofAccount(isAccount: (userName: string) => boolean): readonly number[] {
    const found: number[] = [];
    for (let number = 0; number < this.count; number += 1) {
      const other = this.#others.get(number);
      const mayBe =
        other === undefined
          ? this.attributes.mayBeOf(this.#at(number, 6), this.#at(number, 7), isAccount)
          : mayBeOf(other, isAccount);
      if (mayBe) found.push(number);
    }
    return found;
  }

  #key(number: number): MetabaseKey {
    const made = (this.#made ??= new Array<MetabaseKey | undefined>(this.count));
    return (made[number] ??= this.#read(number));
  }

  #read(number: number): MetabaseKey {
    return this.#others.get(number) ?? new WrittenKey(this, number);
  }

  /** A key's location, in which nothing but ASCII letters may differ in case from another one's. */
  #spelled(number: number): UnitSpan {
    const other = this.#others.get(number);
    if (other !== undefined) return spelledOut(other.location);
    return { units: this.encoded.units, start: this.#at(number, 2), end: this.#at(number, 3) };
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

/** False where all that a key sets is of other accounts, and clear. */
function mayBeOf({ values, ambiguous }: MetabaseKey, isAccount: (userName: string) => boolean): boolean {
  if (ambiguous !== undefined) return true;
  return kinds.some((kind) => {
    const pair = values[kind];
    return pair !== undefined && (pair.userName === undefined || isAccount(pair.userName.text));
  });
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
