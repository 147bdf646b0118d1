// The flags that Microsoft documents for the Attributes of a Custom element.
const knownFlags: ReadonlySet<string> = new Set([
  "",
  "NO_ATTRIBUTES",
  "INHERIT",
  "PARTIAL_PATH",
  "SECURE",
  "REFERENCE",
  "VOLATILE",
  "ISINHERITED",
  "INSERT_PATH",
  "LOCAL_MACHINE_ONLY",
]);

/** True if a Custom element's Attributes, such as `INHERIT | SECURE`, let the keys beneath inherit its value. */
export function hasInherit(attributes: string): boolean {
  return flagsOf(attributes).includes("INHERIT");
}

/** False if one of the Attributes is not documented: some reader may take it for INHERIT. */
export function hasKnownFlags(attributes: string): boolean {
  return flagsOf(attributes).every((flag) => knownFlags.has(flag));
}

function flagsOf(attributes: string): readonly string[] {
  return attributes.split("|").map((flag) => flag.trim().toUpperCase());
}
