import { IdentityError } from "../domain";
import { editBetween, escapeValue, spaceBefore, type Edit } from "../document";
import type { CredentialProperty } from "./credential-property";
import type { MetabaseDocument, MetabaseKey, StoredValue } from "./document";
import { mergeChanges } from "./key-change";
import type { KeyChange, MergedChange, TextChange } from "./key-change";
import { readKeyElement } from "./key-element";
import type { AttributeSpan, KeyElement } from "./key-element";
import { LayoutFinder } from "./layout";

/**
 * Finds the smallest edits that make the changes. A value that is equal already needs no edit, and neither does the
 * removal of a value that is not there. An existing value keeps its quotes and everything around it, and a `<Custom>`
 * element stays one. A new value is inserted as an attribute at its ordinal place, in the layout of its neighbours or else
 * of the file. The white space before a removed value is removed with it.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION, E_AMBIGUOUS, E_CONFLICT, E_XML_CHARACTER, E_NOT_COMPARABLE
 */
export function planEdits(document: MetabaseDocument, changes: readonly KeyChange[]): readonly Edit[] {
  const layouts = new LayoutFinder(document);
  const edits: Edit[] = [];
  for (const { key, properties } of mergeChanges(document, changes)) {
    const { values } = key;
    const due = properties.filter(({ property, change }) =>
      differs(key, values[property.kind]?.[property.half], property, change),
    );
    if (due.length === 0) continue;
    const replaced = replacements(document, values, due);
    if (replaced !== undefined) {
      edits.push(...replaced);
      continue;
    }
    const inCustom = due.some(({ property: { kind, half } }) => values[kind]?.[half]?.source === "custom");
    const element = readKeyElement(document, key.element, inCustom);
    const planner = new ElementPlanner(document, element, layouts);
    const planned = due.map(({ property, change }) => planner.plan(property, change));
    edits.push(...planned.sort(inOrder));
  }
  return edits;
}

function differs(
  key: MetabaseKey,
  stored: StoredValue | undefined,
  property: CredentialProperty,
  change: TextChange,
): boolean {
  if ("remove" in change) return stored !== undefined;
  if (stored?.readable === false) {
    throw new IdentityError({
      code: "E_NOT_COMPARABLE",
      location: key.location,
      message: `${property.name} is stored there as a Custom element that is not a STRING.`,
      hint: "Remove that element from the file, or leave this value out.",
    });
  }
  return stored?.text !== change.set;
}

/** The edits of nothing but attributes that are there, which need no second look at the element; otherwise `undefined`. */
function replacements(
  document: MetabaseDocument,
  values: MetabaseKey["values"],
  due: MergedChange["properties"],
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { property, change } of due) {
    const place = values[property.kind]?.[property.half]?.place;
    if (place === undefined || "remove" in change) return undefined;
    edits.push(editBetween(document.encoded, place.start, place.end, escapeValue(change.set)));
  }
  return edits.sort(inOrder);
}

const inOrder = (left: Edit, right: Edit): number => left.offset - right.offset || left.length - right.length;

class ElementPlanner {
  readonly #others: readonly AttributeSpan[];

  constructor(
    private readonly document: MetabaseDocument,
    private readonly element: KeyElement,
    private readonly layouts: LayoutFinder,
  ) {
    this.#others = element.attributes.filter(({ name }) => name !== "Location");
  }

  plan(property: CredentialProperty, change: TextChange): Edit {
    const attribute = this.#others.find(({ name }) => name === property.name);
    const custom = this.element.customs.find((found) => found.property.name === property.name);
    if ("remove" in change) {
      if (attribute !== undefined) return this.#edit(attribute.before, attribute.valueEnd + 1, "");
      if (custom !== undefined)
        return this.#edit(spaceBefore(this.document.encoded.text, custom.start), custom.end, "");
    } else {
      const value = attribute ?? custom?.value;
      if (value !== undefined) return this.#edit(value.valueStart, value.valueEnd, escapeValue(change.set));
      if (custom === undefined) return this.#insertion(property.name, change.set);
    }
    throw new IdentityError({
      code: "E_VERIFY",
      message: `${property.name} was found when the file was read, but not when it was to be edited.`,
      hint: "Report it with the layout of that key, without its values.",
    });
  }

  #insertion(name: string, value: string): Edit {
    const next = this.#others.find((attribute) => attribute.name > name);
    const last = this.element.attributes.at(-1);
    const anchor = next?.before ?? (last === undefined ? this.element.nameEnd : last.valueEnd + 1);
    const neighbour = next ?? this.#others.at(-1);
    const { separator, equals, quote } =
      neighbour === undefined ? this.layouts.usualNear(this.element) : this.layouts.of(neighbour);
    return this.#edit(anchor, anchor, `${separator}${name}${equals}${quote}${escapeValue(value)}${quote}`);
  }

  #edit(start: number, end: number, content: string): Edit {
    return editBetween(this.document.encoded, start, end, content);
  }
}
