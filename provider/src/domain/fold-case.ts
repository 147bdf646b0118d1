/**
 * Folds the case of a name as Windows does to compare key names and account names: one UTF-16 unit at a time, without
 * the mappings that change a text's length (`ß` stays itself) and those that turn a letter into an ASCII one (`ı` is
 * not `I`).
 *
 * @returns a text that is equal for two names exactly if Windows treats them as the same
 */
export function foldCase(name: string): string {
  // eslint-disable-next-line no-control-regex -- ASCII is what is looked for
  if (/^[\u0000-\u007f]*$/.test(name)) return name.toUpperCase();
  return name
    .split("")
    .map((unit) => {
      const upper = unit.toUpperCase();
      const becomesAscii = unit > "\u007f" && upper <= "\u007f";
      return upper.length === unit.length && !becomesAscii ? upper : unit;
    })
    .join("");
}
