import { documentError, type EncodedText, type MarkupHandler, type NameNumber } from "../document";
import type { CredentialProperty } from "./credential-property";
import { CustomReader, type CustomElement } from "./custom-element";
import { looseMeaning } from "./custom-meaning";
import { depthOfKeys, KeyTable } from "./key-table";
import { KnownNames, sessionKey, type TagName } from "./known-names";
import { OpenKey } from "./open-key";
import { SealFinder } from "./seal-finder";
import { WrittenAttributes, type WrittenAttribute } from "./written-attributes";

interface Tag {
  readonly number: NameNumber;
  readonly name: TagName;
  readonly start: number;
  readonly depth: number;
  /** The number of the first of its attributes that have a role. */
  readonly first: number;
  /** The number behind the last, once the tag has ended. */
  last: number;
  /** False if it has a namespace of its own. */
  isPlain: boolean;
  /** True if one of its attributes may be a property where IIS writes none. */
  isOdd: boolean;
}

/**
 * Collects the keys from the scan of a metabase: the elements directly beneath `configuration` > `MBProperty`, with
 * their attributes and their `<Custom>` children. If something elsewhere, or spelled in another way, may be a
 * credential, the keys around it become ambiguous; if no key is around it, all keys do, through `/LM`.
 */
export class KeyCollector implements MarkupHandler {
  readonly keys: KeyTable;
  #inProperties = false;
  #sawProperties = false;
  #rootStart = 0;
  /** A start tag of which more attributes may come. */
  #tag: Tag | undefined;
  #custom: { readonly tag: Tag; hasText: boolean } | undefined;
  /** The surrounding elements, outermost first, that are keys or may be meant as keys: all but the one that has begun in the table. */
  readonly #around: OpenKey[] = [];
  /** What may be a credential but is in no key. */
  #nowhere: OpenKey | undefined;
  readonly #names: KnownNames;
  readonly #attributes: WrittenAttributes;
  readonly #customs: CustomReader;

  readonly #seals: SealFinder;

  constructor(private readonly encoded: EncodedText) {
    this.#seals = new SealFinder(encoded);
    this.#names = new KnownNames(encoded);
    this.#attributes = new WrittenAttributes(encoded, this.#names);
    this.#customs = new CustomReader(encoded, this.#attributes);
    this.keys = new KeyTable(encoded, this.#names, this.#attributes);
  }

  /** True if the file holds anything sealed. */
  get seals(): boolean {
    return this.#seals.found;
  }

  open(name: NameNumber, start: number, depth: number): void {
    this.#finishTag();
    const known = this.#names.ofTag(name);
    if (depth === 0) {
      this.#rootStart = start;
      if (known.text !== "configuration") this.#foreign("Its root element is not configuration.");
    }
    this.#tag = {
      number: name,
      name: known,
      start,
      depth,
      first: this.#attributes.next,
      last: 0,
      isPlain: true,
      isOdd: false,
    };
  }

  attribute(name: NameNumber, _nameStart: number, valueStart: number, valueEnd: number): void {
    this.#seals.value(valueStart, valueEnd);
    const number = this.#names.roleOf(name);
    if (number === sessionKey && valueEnd > valueStart) this.#seals.found = true;
    if (number < 0 || this.#tag === undefined) return;
    this.#attributes.add(number, valueStart, valueEnd);
    const role = this.#names.role(number);
    if (role.is === "xmlns") this.#tag.isPlain = false;
    if (!role.exact || role.is === "Name" || role.is === "ID") this.#tag.isOdd = true;
  }

  text(): void {
    this.#finishTag();
    if (this.#custom !== undefined) this.#custom.hasText = true;
  }

  close(depth: number, end: number): void {
    this.#finishTag();
    if (depth === 3 && this.#custom !== undefined) {
      this.#closeCustom(this.#custom.tag, this.#custom.hasText);
      this.#attributes.forget(this.#custom.tag.first);
      this.#custom = undefined;
    }
    this.#closeKey(depth, end);
    if (depth === 1) this.#inProperties = false;
    if (depth > 0) return;
    if (!this.#sawProperties) this.#foreign("Its root element contains no MBProperty.");
    if (this.#nowhere !== undefined) this.#keep(this.#nowhere, end);
  }

  #closeKey(depth: number, end: number): void {
    if (this.keys.hasBegun && depth === depthOfKeys) {
      this.keys.end(end);
      return;
    }
    const innermost = this.#around.at(-1);
    if (innermost?.depth !== depth) return;
    this.#around.pop();
    this.#around.at(-1)?.doubtAround(innermost);
    this.#keep(innermost, end);
  }

  #keep(key: OpenKey, end: number): void {
    this.#seals.found ||= key.seals;
    for (const each of key.close(end)) this.keys.add(each);
  }

  #finishTag(): void {
    const tag = this.#tag;
    if (tag === undefined) return;
    this.#tag = undefined;
    tag.last = this.#attributes.next;
    const { depth, isPlain } = tag;
    const name = tag.name.text;
    if (depth === 1) {
      this.#inProperties = name === "MBProperty" && isPlain;
      this.#sawProperties ||= name === "MBProperty";
    }
    if (depth === depthOfKeys && this.#inProperties) this.#openKey(tag, isPlain && !name.includes(":"));
    else if (depth === 3 && name === "Custom" && (this.keys.hasBegun || this.#around.at(-1)?.isKey === true))
      this.#custom = { tag, hasText: false };
    else {
      this.#passBy(tag);
      this.#attributes.forget(tag.first);
    }
  }

  #openKey(tag: Tag, isPlain: boolean): void {
    const attributes = this.#attributes;
    const isOdd = tag.isOdd || tag.name.properties.length > 0 || tag.name.isCustom;
    let place: number | undefined;
    for (let at = tag.first; at < tag.last; at += 1) {
      const role = attributes.role(at);
      if (role.is === "property" && role.exact && role.properties.some(({ half }) => half === "password"))
        this.#seals.password(attributes.valueStart(at), () => attributes.text(at));
      if (role.is !== "Location") continue;
      place = at;
    }
    // Of an odd tag, there may be several.
    const hash = isPlain && !isOdd && place !== undefined ? attributes.hashOfLocation(place) : undefined;
    if (hash !== undefined && place !== undefined) {
      const location = { start: attributes.valueStart(place), end: attributes.valueEnd(place) };
      attributes.keepRecords(tag.first);
      this.keys.begin(tag.number, tag.start, location, hash, tag.first);
      return;
    }
    const key = new OpenKey(tag.start, tag.depth, tag.name.text, true);
    if (!isPlain) key.oddity = "Its element has a prefix, or a namespace of its own.";
    this.#around.push(key);
    for (let at = tag.first; at < tag.last; at += 1) {
      const { is, exact } = attributes.role(at);
      if (is === "Location") key.addPath(attributes.text(at), exact);
    }
    if (!isOdd) attributes.keepRecords(tag.first);
    key.recordWritten({ attributes, first: tag.first, end: attributes.next });
    if (isOdd) this.#doubtStrays(tag, ({ role }) => !role.exact);
  }

  /** The key that the scan is in, as one of which something can be recorded. */
  #innermost(): OpenKey | undefined {
    if (!this.keys.hasBegun) return this.#around.at(-1);
    const key = this.keys.giveUp();
    this.#around.push(key);
    return key;
  }

  /** An element that is neither a key nor a property in IIS's own files. */
  #passBy(tag: Tag): void {
    if (tag.first === tag.last && !tag.name.isCustom && tag.name.properties.length === 0) return;
    let key: OpenKey | undefined;
    for (let at = tag.first; at < tag.last; at += 1) {
      const role = this.#attributes.role(at);
      if (role.is !== "Location") continue;
      if (key === undefined) {
        this.#innermost();
        key = new OpenKey(tag.start, tag.depth, tag.name.text, false);
        this.#around.push(key);
      }
      key.addPath(this.#attributes.text(at), role.exact);
    }
    this.#doubtStrays(tag, () => true);
  }

  /** What may be a property by the element's name, by an attribute, or by its ID and Name. */
  #doubtStrays(tag: Tag, isStray: (attribute: WrittenAttribute) => boolean): void {
    const strays = this.#attributes
      .between(tag.first, tag.last)
      .filter((each) => each.role.is === "property" && isStray(each));
    for (const each of strays) this.#seals.text(this.#attributes.textOf(each));
    const meaning = looseMeaning(this.#texts(tag, "Name"), this.#texts(tag, "ID"));
    this.#doubt([
      ...tag.name.properties,
      ...strays.flatMap(({ role }) => (role.is === "property" ? role.properties : [])),
      ...(meaning.is === "unclear" ? meaning.properties : []),
    ]);
    if (meaning.is === "any" && tag.name.isCustom) this.#doubt("any");
  }

  #closeCustom({ first, last }: Tag, hasText: boolean): void {
    const custom = this.#customs.read(first, last);
    if (custom === undefined) return;
    this.#seals.found ||= custom.seals;
    const { setting, strays } = custom;
    if (setting !== undefined)
      this.#innermost()?.recordSetting(setting.name, setting.text, setting.inheritable);
    this.#recordMeaning(custom, hasText);
    this.#doubt(strays);
  }

  #recordMeaning({ meaning, value, isOdd }: CustomElement, hasText: boolean): void {
    switch (meaning.is) {
      case "property": {
        const { property } = meaning;
        const key = this.#innermost();
        key?.record(property, value);
        if (!value.readable && property.half === "userName")
          key?.doubt(`${property.name} is stored there as a Custom element that is not a STRING.`, [
            property,
          ]);
        if (hasText || isOdd) this.#doubt([property]);
        break;
      }
      case "unclear":
        this.#innermost()?.doubt(
          `A Custom element there may mean ${named(meaning.properties)}: its ID and its Name contradict each other, or are not spelled as IIS spells them.`,
          meaning.properties,
        );
        break;
      case "any":
        this.#doubt("any");
        break;
      case "other":
        break;
    }
  }

  /** Makes the innermost key ambiguous, and all that surround it; outside of any key, all keys, through the one above them. */
  #doubt(properties: readonly CredentialProperty[] | "any"): void {
    if (properties.length === 0) return;
    const innermost = this.#innermost() ?? (this.#nowhere ??= new OpenKey(this.#rootStart, 0, "", false));
    if (properties === "any") {
      const why = "A Custom element there has neither an ID nor a Name that says what it sets.";
      innermost.doubtStrays(why, [properties]);
    } else {
      const why = `What may be ${named(properties)} is not spelled there as IIS spells it.`;
      innermost.doubtStrays(why, properties);
    }
  }

  #texts(tag: Tag, wanted: "Name" | "ID"): readonly string[] {
    return this.#attributes
      .between(tag.first, tag.last)
      .flatMap((each) => (each.role.is === wanted ? [this.#attributes.textOf(each)] : []));
  }

  #foreign(message: string): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(this.#rootStart), message);
  }
}

function named(properties: readonly CredentialProperty[]): string {
  return properties.map(({ name }) => name).join(" or ");
}
