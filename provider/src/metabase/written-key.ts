import type { ElementSpan } from "../document";
import type { Half, Kind, Location, SettingName } from "../domain";
import type { MetabaseKey, StoredValue } from "./document";
import type { WrittenAttributes } from "./written-attributes";

type Values = Partial<Record<Kind, Partial<Record<Half, StoredValue>>>>;
type Settings = Partial<Record<SettingName, string>>;

/** What is written of a key in its file. */
export interface Written {
  readonly keyType: string;
  readonly element: ElementSpan;
  readonly attributes: WrittenAttributes;
  /** The number of the first of these that sets something there. */
  readonly first: number;
  /** The number behind the last. */
  readonly last: number;
}

/** The keys of a file, by their numbers. */
export interface WrittenKeys {
  location(number: number): Location;
  written(number: number): Written;
}

/** A key of which nothing but its attributes says what it sets, as nearly all are: they are read when somebody asks. */
export class WrittenKey implements MetabaseKey {
  #location: Location | undefined;

  constructor(
    private readonly keys: WrittenKeys,
    private readonly number: number,
  ) {}

  get location(): Location {
    return (this.#location ??= this.keys.location(this.number));
  }

  get keyType(): string {
    return this.keys.written(this.number).keyType;
  }

  get element(): ElementSpan {
    return this.keys.written(this.number).element;
  }

  get values(): MetabaseKey["values"] {
    const { attributes, first, last } = this.keys.written(this.number);
    const values: Values = {};
    // Two attributes of one name there are in no tag.
    attributes.properties(first, last, ({ kind, half }, value) => {
      (values[kind] ??= {})[half] = value;
    });
    return values;
  }

  get settings(): MetabaseKey["settings"] {
    const { attributes, first, last } = this.keys.written(this.number);
    let settings: Settings | undefined;
    attributes.settings(first, last, (name, text) => {
      (settings ??= {})[name] = text;
    });
    return settings;
  }
}
