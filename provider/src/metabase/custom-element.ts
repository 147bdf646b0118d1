import { Texts, type ElementSpan, type EncodedText } from "../document";
import type { SettingName } from "../domain";
import type { AttributeRole } from "./attribute-role";
import { settingNamed, settingNumbered, type CredentialProperty } from "./credential-property";
import { hasInherit, hasKnownFlags } from "./custom-flags";
import { customMeaning, looseMeaning, type CustomMeaning } from "./custom-meaning";
import type { StoredValue } from "./document";
import { isSealed } from "./seal-finder";
import type { WrittenAttributes } from "./written-attributes";

/** What a Custom element says. */
export interface CustomElement {
  readonly meaning: CustomMeaning;
  /** Of a property. */
  readonly value: StoredValue;
  readonly setting:
    { readonly name: SettingName; readonly text: string; readonly inheritable: boolean } | undefined;
  /** True if it shows that the metabase seals. */
  readonly seals: boolean;
  /** True if it is not written as IIS writes a property. */
  readonly isOdd: boolean;
  /** What may be properties among its attributes, where IIS writes none. */
  readonly strays: readonly CredentialProperty[];
}

// IIS's own files have some hundreds of them; in others the rest is read each time.
const mostRemembered = 4096;

/** Reads Custom elements; those that set nothing of what is looked for are known again by their Name and ID. */
export class CustomReader {
  readonly #irrelevant: Texts;

  constructor(
    encoded: EncodedText,
    private readonly attributes: WrittenAttributes,
  ) {
    this.#irrelevant = new Texts(encoded.units);
  }

  /**
   * @param first the number of its first attribute that has a role
   * @param last the number behind the last of them
   * @returns `undefined` where it sets nothing of what is looked for
   */
  read(first: number, last: number): CustomElement | undefined {
    const written = this.#writtenNameAndId(first, last);
    if (written !== undefined && this.#irrelevant.find(written.start, written.end) >= 0) return undefined;
    const attributes = this.attributes.between(first, last);
    const texts = (wanted: TextRole): readonly string[] =>
      attributes.flatMap((each) => (each.role.is === wanted ? [this.attributes.textOf(each)] : []));
    const exactly = (wanted: TextRole): string | undefined => {
      const found = attributes.find(({ role }) => role.is === wanted && role.exact);
      return found && this.attributes.textOf(found);
    };
    const [name, id, text, type] = [exactly("Name"), exactly("ID"), exactly("Value"), exactly("Type")];
    const inheritable = hasInherit(exactly("Attributes") ?? "");
    const strays = attributes.filter(({ role }) => isStray(role));
    const isExact = strays.every(({ role }) => role.is !== "Name" && role.is !== "ID");
    const meaning = isExact ? customMeaning(name, id) : looseMeaning(texts("Name"), texts("ID"));
    const setting = settingNamed(name) ?? settingNumbered(id);
    if (meaning.is === "other" && setting === undefined && name !== "SessionKey" && written !== undefined) {
      if (this.#irrelevant.count < mostRemembered) this.#irrelevant.add(written.start, written.end);
      return undefined;
    }
    return {
      meaning,
      value: {
        text: text ?? "",
        inheritable,
        source: "custom",
        readable: text !== undefined && type?.trim().toUpperCase() === "STRING",
      },
      setting: setting === undefined || text === undefined ? undefined : { name: setting, text, inheritable },
      seals:
        (name === "SessionKey" && (text ?? "") !== "") ||
        (meaning.is !== "other" && text !== undefined && isSealed(text)),
      isOdd: strays.length > 0 || !hasKnownFlags(exactly("Attributes") ?? ""),
      strays: strays.flatMap(({ role }) => (role.is === "property" ? role.properties : [])),
    };
  }

  /**
   * Where the Name and the ID behind it are written, if all attributes are those of a Custom element, spelled as IIS spells them.
   * What is written in the same way there means the same.
   */
  #writtenNameAndId(first: number, last: number): ElementSpan | undefined {
    let [start, end] = [-1, -1];
    for (let at = first; at < last; at += 1) {
      const role = this.attributes.role(at);
      if (isStray(role)) return undefined;
      const { is } = role;
      // With its quote: it tells where the value ends.
      if (is === "Name") start = this.attributes.valueStart(at) - 1;
      if (is === "ID") end = this.attributes.valueEnd(at);
    }
    return start >= 0 && start < end ? { start, end } : undefined;
  }
}

type TextRole = "Name" | "ID" | "Value" | "Type" | "Attributes";

function isStray({ is, exact }: AttributeRole): boolean {
  return !exact || is === "Location" || is === "property" || is === "xmlns";
}
