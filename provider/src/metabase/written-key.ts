import type { ElementSpan, EncodedText } from "../document";
import type { Half, Kind, Location, SettingName } from "../domain";
import type { MetabaseKey, StoredValue } from "./document";
import type { TagName } from "./known-names";
import { OpenKey } from "./open-key";
import type { WrittenAttributes } from "./written-attributes";

type Values = Partial<Record<Kind, Partial<Record<Half, StoredValue>>>>;
type Settings = Partial<Record<SettingName, string>>;

/** What the keys of a file have in common. */
export interface WrittenFile {
  readonly encoded: EncodedText;
  readonly attributes: WrittenAttributes;
}

/** A key of which nothing but its attributes says what it sets, as nearly all are: they are read when somebody asks. */
export class WrittenKey implements MetabaseKey {
  readonly isKey = true;
  #location: Location | undefined;
  #end = 0;

  /**
   * @param hash of its location
   * @param place where its location is written, exactly as it is
   * @param first the number of its first attribute that sets something
   * @param last the number behind the last of them
   */
  constructor(
    private readonly file: WrittenFile,
    private readonly name: TagName,
    readonly depth: number,
    readonly hash: number,
    private readonly place: number,
    private readonly placeEnd: number,
    private readonly start: number,
    private readonly first: number,
    private readonly last: number,
  ) {}

  /** Its element has ended. */
  close(end: number): void {
    this.#end = end;
  }

  /** The same as one of which something else can be recorded. */
  opened(): OpenKey {
    const key = new OpenKey(this.start, this.depth, this.keyType, true);
    key.addPath(this.location, true);
    key.recordWritten({ attributes: this.file.attributes, first: this.first, end: this.last });
    return key;
  }

  get location(): Location {
    return (this.#location ??= this.file.encoded.decode(this.place, this.placeEnd) as Location);
  }

  get keyType(): string {
    return this.name.text;
  }

  get element(): ElementSpan {
    return { start: this.start, end: this.#end };
  }

  get values(): MetabaseKey["values"] {
    const values: Values = {};
    // Two attributes of one name there are in no tag.
    this.file.attributes.properties(this.first, this.last, ({ kind, half }, value) => {
      (values[kind] ??= {})[half] = value;
    });
    return values;
  }

  get settings(): MetabaseKey["settings"] {
    let settings: Settings | undefined;
    this.file.attributes.settings(this.first, this.last, (name, text) => {
      (settings ??= {})[name] = text;
    });
    return settings;
  }
}
