/**
 * Folds the case of a name the way Windows compares key names and account names: one UTF-16 unit at a time, without
 * the mappings that change a text's length (`ß` stays itself).
 *
 * @returns a text that is equal for two names exactly where Windows holds them for the same.
 */
export function foldCase(name: string): string {
  const folded = name.toUpperCase();
  if (folded.length === name.length) return folded;
  return Array.from(name, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join("");
}
