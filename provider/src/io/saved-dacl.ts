const byteOrderMark = "\ufeff";

/**
 * The access-control list of one file, taken from what `icacls <file> /save` wrote: UTF-16LE, one line with the file's
 * name and one with the list in Microsoft's security descriptor definition language.
 *
 * @returns `undefined` where it holds anything else
 */
export function parseSavedDacl(saved: Buffer, name: string): string | undefined {
  const [savedName, dacl, ...rest] = saved.toString("utf16le").replace(byteOrderMark, "").split(/\r?\n/);
  if (savedName === undefined || dacl === undefined || rest.some((line) => line !== "")) return undefined;
  if (savedName.toUpperCase() !== name.toUpperCase()) return undefined;
  return /^D:[A-Z_]*(?:\(.*\))?$/.test(dacl) ? dacl : undefined;
}

/** The same list as a description that `icacls <folder> /restore` applies to the file of this name. */
export function savedDacl(name: string, dacl: string): Buffer {
  return Buffer.from(`${name}\r\n${dacl}\r\n`, "utf16le");
}

/**
 * The list without the marks that only say where its entries came from: the control flags AI and AR, and ID on each
 * entry. P, which keeps the folder's entries out, stays.
 */
export function normaliseDacl(dacl: string): string {
  const control = /^D:((?:P|AI|AR)*)(?=\(|$)/.exec(dacl);
  const list =
    control === null
      ? dacl
      : `D:${(control[1] ?? "").replaceAll(/AI|AR/g, "")}${dacl.slice(control[0].length)}`;
  return list.replaceAll(/\(([A-Z]+);([A-Z]*);/g, (_entry, type: string, flags: string) => {
    const kept = (flags.match(/..?/g) ?? []).filter((flag) => flag !== "ID");
    return `(${type};${kept.join("")};`;
  });
}
