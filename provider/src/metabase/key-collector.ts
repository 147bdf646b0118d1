import { sealedMagic } from "../domain";
import { decodeValue, documentError, type EncodedText, type MarkupHandler } from "../document";
import { settingNamed, settingNumbered } from "./credential-property";
import type { CredentialProperty } from "./credential-property";
import { hasInherit, hasKnownFlags } from "./custom-flags";
import { customMeaning, looseMeaning } from "./custom-meaning";
import type { MetabaseKey } from "./document";
import { KnownNames, noRole, type TagName } from "./known-names";
import { isSealed, OpenKey } from "./open-key";
import { WrittenAttributes, type WrittenAttribute } from "./written-attributes";

const sealedBeginning = sealedMagic.charCodeAt(0);

// IIS's own files have some hundreds of them; in others the rest is read each time.
const mostRemembered = 4096;

interface Tag {
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
  readonly keys: MetabaseKey[] = [];
  seals = false;
  #inProperties = false;
  #sawProperties = false;
  #rootStart = 0;
  /** A start tag of which more attributes may come. */
  #tag: Tag | undefined;
  #custom: { readonly tag: Tag; hasText: boolean } | undefined;
  /** The surrounding elements, outermost first, that are keys or may be meant as keys. */
  readonly #around: OpenKey[] = [];
  /** What may be a credential but is in no key. */
  #nowhere: OpenKey | undefined;
  readonly #names: KnownNames;
  readonly #attributes: WrittenAttributes;
  /** The Custom elements that set nothing of what is looked for, by their Name and ID as they are written. */
  readonly #irrelevant = new Set<string>();

  constructor(private readonly encoded: EncodedText) {
    this.#names = new KnownNames(encoded);
    this.#attributes = new WrittenAttributes(encoded, this.#names);
  }

  open(name: string, start: number, depth: number): void {
    this.#finishTag();
    if (depth === 0) {
      this.#rootStart = start;
      if (name !== "configuration") this.#foreign("Its root element is not configuration.");
    }
    this.#tag = {
      name: this.#names.ofTag(name, start + 1),
      start,
      depth,
      first: this.#attributes.next,
      last: 0,
      isPlain: true,
      isOdd: false,
    };
  }

  attribute(name: string, nameStart: number, valueStart: number, valueEnd: number): void {
    const { text } = this.encoded;
    if (name === "SessionKey" && valueEnd > valueStart) this.seals = true;
    if (text.charCodeAt(valueStart) === sealedBeginning && text.startsWith(sealedMagic, valueStart))
      this.seals = true;
    const number = this.#names.roleOf(name, nameStart);
    if (number === noRole || this.#tag === undefined) return;
    this.#attributes.add(number, valueStart, valueEnd);
    const role = this.#names.role(number);
    if (role.is === "xmlns") this.#tag.isPlain = false;
    if (!role.exact || role.is === "Name" || role.is === "ID") this.#tag.isOdd = true;
  }

  content(start: number, end: number): void {
    this.#finishTag();
    if (this.#custom !== undefined && /[^\t\n\r ]/.test(this.encoded.text.slice(start, end)))
      this.#custom.hasText = true;
  }

  close(depth: number, end: number): void {
    this.#finishTag();
    if (depth === 3 && this.#custom !== undefined) {
      this.#closeCustom(this.#custom.tag, this.#custom.hasText);
      this.#attributes.forget(this.#custom.tag.first);
      this.#custom = undefined;
    }
    const innermost = this.#around.at(-1);
    if (innermost?.depth === depth) {
      this.#around.pop();
      this.#around.at(-1)?.doubtAround(innermost);
      this.#keep(innermost, end);
    }
    if (depth === 1) this.#inProperties = false;
    if (depth > 0) return;
    if (!this.#sawProperties) this.#foreign("Its root element contains no MBProperty.");
    if (this.#nowhere !== undefined) this.#keep(this.#nowhere, end);
  }

  #keep(key: OpenKey, end: number): void {
    this.seals ||= key.seals;
    this.keys.push(...key.close(end));
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
    if (depth === 2 && this.#inProperties) this.#openKey(tag, isPlain && !name.includes(":"));
    else if (depth === 3 && name === "Custom" && this.#around.at(-1)?.isKey === true)
      this.#custom = { tag, hasText: false };
    else {
      this.#passBy(tag);
      this.#attributes.forget(tag.first);
    }
  }

  #openKey(tag: Tag, isPlain: boolean): void {
    const key = new OpenKey(tag.start, tag.depth, tag.name.text, true);
    if (!isPlain) key.oddity = "Its element has a prefix, or a namespace of its own.";
    this.#around.push(key);
    const attributes = this.#attributes;
    for (let at = tag.first; at < tag.last; at += 1) {
      const role = attributes.role(at);
      if (role.is === "Location") key.addPath(attributes.text(at), role.exact);
      else if (role.is === "property" && role.exact) this.#noteSealIn(at, role.properties);
    }
    const isOdd = tag.isOdd || tag.name.properties.length > 0 || tag.name.isCustom;
    if (!isOdd) attributes.keepRecords(tag.first);
    key.recordWritten({ attributes, first: tag.first, end: attributes.next });
    if (isOdd) this.#doubtStrays(tag, ({ role }) => !role.exact);
  }

  /** A password is sealed only if it begins so, or with a reference. */
  #noteSealIn(attribute: number, properties: readonly CredentialProperty[]): void {
    if (this.seals || properties.every(({ half }) => half !== "password")) return;
    const begin = this.encoded.text.charAt(this.#attributes.valueStart(attribute));
    if (begin === sealedMagic.charAt(0) || begin === "[" || begin === "&")
      this.#noteSeal(this.#attributes.text(attribute));
  }

  /** An element that is neither a key nor a property in IIS's own files. */
  #passBy(tag: Tag): void {
    if (tag.first === tag.last && !tag.name.isCustom && tag.name.properties.length === 0) return;
    let key: OpenKey | undefined;
    for (let at = tag.first; at < tag.last; at += 1) {
      const role = this.#attributes.role(at);
      if (role.is !== "Location") continue;
      if (key === undefined) {
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
    for (const { valueStart, valueEnd } of strays) this.#noteSeal(this.#value(valueStart, valueEnd));
    const meaning = looseMeaning(this.#texts(tag, "Name"), this.#texts(tag, "ID"));
    this.#doubt([
      ...tag.name.properties,
      ...strays.flatMap(({ role }) => (role.is === "property" ? role.properties : [])),
      ...(meaning.is === "unclear" ? meaning.properties : []),
    ]);
    if (meaning.is === "any" && tag.name.isCustom) this.#doubt("any");
  }

  #closeCustom(tag: Tag, hasText: boolean): void {
    const key = this.#around.at(-1);
    if (key === undefined) return;
    const written = this.#isWrittenAsUsual(tag) ? this.#writtenNameAndId(tag) : undefined;
    if (written !== undefined && this.#irrelevant.has(written)) return;
    const [name] = this.#texts(tag, "Name", true);
    const [id] = this.#texts(tag, "ID", true);
    const [text] = this.#texts(tag, "Value", true);
    const [flags = ""] = this.#texts(tag, "Attributes", true);
    const [type] = this.#texts(tag, "Type", true);
    if (name === "SessionKey" && (text ?? "") !== "") this.seals = true;
    const setting = settingNamed(name) ?? settingNumbered(id);
    if (setting !== undefined && text !== undefined) key.recordSetting(setting, text, hasInherit(flags));
    const strays = this.#attributes
      .between(tag.first, tag.last)
      .filter(({ role }) => !role.exact || ["Location", "property", "xmlns"].includes(role.is));
    const isExact = strays.every(({ role }) => role.is !== "Name" && role.is !== "ID");
    const meaning = isExact
      ? customMeaning(name, id)
      : looseMeaning(this.#texts(tag, "Name"), this.#texts(tag, "ID"));
    if (meaning.is !== "other" && text !== undefined) this.#noteSeal(text);
    switch (meaning.is) {
      case "property": {
        const { property } = meaning;
        const readable = text !== undefined && type?.trim().toUpperCase() === "STRING";
        key.record(property, {
          text: text ?? "",
          inheritable: hasInherit(flags),
          source: "custom",
          readable,
        });
        if (!readable && property.half === "userName")
          key.doubt(`${property.name} is stored there as a Custom element that is not a STRING.`, [property]);
        if (hasText || strays.length > 0 || !hasKnownFlags(flags)) this.#doubt([property]);
        break;
      }
      case "unclear":
        key.doubt(
          `A Custom element there may mean ${named(meaning.properties)}: its ID and its Name contradict each other, or are not spelled as IIS spells them.`,
          meaning.properties,
        );
        break;
      case "any":
        this.#doubt("any");
        break;
      case "other":
        if (written !== undefined && setting === undefined && name !== "SessionKey") this.#remember(written);
        break;
    }
    this.#doubt(strays.flatMap(({ role }) => (role.is === "property" ? role.properties : [])));
  }

  /** True if all its attributes are those of a Custom element, spelled as IIS spells them. */
  #isWrittenAsUsual({ first, last }: Tag): boolean {
    for (let at = first; at < last; at += 1) {
      const { is, exact } = this.#attributes.role(at);
      if (!exact || is === "Location" || is === "property" || is === "xmlns") return false;
    }
    return true;
  }

  /** As the file writes it. No value contains a less-than sign, so texts are equal only if they mean the same. */
  #writtenNameAndId({ first, last }: Tag): string {
    let written = "";
    for (let at = first; at < last; at += 1) {
      const { is } = this.#attributes.role(at);
      if (is !== "Name" && is !== "ID") continue;
      const [start, end] = [this.#attributes.valueStart(at), this.#attributes.valueEnd(at)];
      written += `${is}<${this.encoded.text.slice(start, end)}<`;
    }
    return written;
  }

  #remember(written: string): void {
    if (this.#irrelevant.size < mostRemembered) this.#irrelevant.add(written);
  }

  /** Makes the innermost key ambiguous, and all that surround it; outside of any key, all keys, through the one above them. */
  #doubt(properties: readonly CredentialProperty[] | "any"): void {
    if (properties.length === 0) return;
    const innermost = this.#around.at(-1) ?? (this.#nowhere ??= new OpenKey(this.#rootStart, 0, "", false));
    if (properties === "any") {
      const why = "A Custom element there has neither an ID nor a Name that says what it sets.";
      innermost.doubtStrays(why, [properties]);
    } else {
      const why = `What may be ${named(properties)} is not spelled there as IIS spells it.`;
      innermost.doubtStrays(why, properties);
    }
  }

  #texts(
    tag: Tag,
    wanted: "Name" | "ID" | "Value" | "Type" | "Attributes",
    exactly = false,
  ): readonly string[] {
    return this.#attributes
      .between(tag.first, tag.last)
      .flatMap(({ role, valueStart, valueEnd }) =>
        role.is === wanted && (role.exact || !exactly) ? [this.#value(valueStart, valueEnd)] : [],
      );
  }

  #noteSeal(text: string): void {
    this.seals ||= isSealed(text);
  }

  #value(start: number, end: number): string {
    return decodeValue(this.encoded.decode(start, end));
  }

  #foreign(message: string): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(this.#rootStart), message);
  }
}

function named(properties: readonly CredentialProperty[]): string {
  return properties.map(({ name }) => name).join(" or ");
}
