/**
 * The copies of an account as state keeps them and the engine passes them on: one text, a line for each copy. In a list each
 * would be a message of its own, which every process on the way makes and reads again, and in a preview all that come after a
 * copy that joins would change their places.
 *
 * @param before what state holds; it stays where it says the same, also as a list
 */
export function recordedCopies(copies: readonly string[], before: unknown): unknown {
  const text = copies.join("\n");
  return Array.isArray(before) && before.join("\n") === text ? before : text;
}

/** The same copies, as a list again. */
export function listedCopies(recorded: unknown): readonly string[] {
  if (Array.isArray(recorded)) return recorded as readonly string[];
  return typeof recorded === "string" && recorded !== "" ? recorded.split("\n") : [];
}
