import { propertyById, propertyByName, type CredentialProperty } from "./credential-property";
import { isPlainNumber, numbersIn, propertiesNamed, propertiesNumbered, tellsNothing } from "./spelling";

/** What an element with an ID and a Name sets. */
export type CustomMeaning =
  | { readonly is: "property"; readonly property: CredentialProperty }
  /** It may mean one of these, and no document says which of them IIS would read. */
  | { readonly is: "unclear"; readonly properties: readonly CredentialProperty[] }
  /** Neither has a meaning: it may be any property. */
  | { readonly is: "any" }
  | { readonly is: "other" };

/**
 * Which of the six properties a `<Custom>` element means. Its ID decides if it has one (with `Name="UnknownName_3003"`
 * only the ID says it), otherwise its exact Name. If the two contradict each other, or either is not spelled as IIS
 * spells it, its meaning is unclear.
 */
export function customMeaning(name: string | undefined, id: string | undefined): CustomMeaning {
  const named = name === undefined ? [] : propertiesNamed(name);
  if (id === undefined) {
    const property = name === undefined ? undefined : propertyByName.get(name);
    if (property !== undefined) return { is: "property", property };
    if (named.length > 0) return { is: "unclear", properties: named };
    return { is: tellsNothing(name) ? "any" : "other" };
  }
  if (isPlainNumber(id)) {
    const property = propertyById.get(Number(id));
    const contradicting = named.filter((each) => each !== property);
    if (contradicting.length > 0) return unclear(property === undefined ? [] : [property], contradicting);
    return property === undefined ? { is: "other" } : { is: "property", property };
  }
  const numbered = propertiesNumbered(id);
  if (named.length + numbered.length > 0) return unclear(numbered, named);
  return { is: numbersIn(id).length === 0 && tellsNothing(name) ? "any" : "other" };
}

/**
 * The same for an element that is spelled in another way, or whose ID and Name are, so that they may not be an ID and a
 * Name at all: never a property.
 */
export function looseMeaning(
  names: readonly string[],
  ids: readonly string[],
): Exclude<CustomMeaning, { is: "property" }> {
  const properties = unclear(ids.flatMap(propertiesNumbered), names.flatMap(propertiesNamed));
  if (properties.properties.length > 0) return properties;
  const saysNothing = names.every(tellsNothing) && ids.every((id) => numbersIn(id).length === 0);
  return { is: saysNothing ? "any" : "other" };
}

function unclear(
  ...properties: readonly (readonly CredentialProperty[])[]
): Extract<CustomMeaning, { is: "unclear" }> {
  return { is: "unclear", properties: [...new Set(properties.flat())] };
}
