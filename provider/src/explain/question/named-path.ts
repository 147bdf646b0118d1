/** A path of another kind than a web address, as an administrator's tools write it. */
export type NamedPath =
  /** An ADsPath, `IIS://server/W3SVC/1/ROOT`: that very key. The server may be left out. */
  | { readonly type: "ads"; readonly path: string }
  /** A path of PowerShell's drive: `IIS:\Sites\Default Web Site\shop`, `IIS:\AppPools\Shop`. */
  | { readonly type: "drive"; readonly parts: readonly string[] }
  /** A folder or a file of Windows, or a share. */
  | { readonly type: "folder"; readonly path: string };

/** @returns `undefined` for a text that is none of them by its looks */
export function parseNamedPath(asked: string): NamedPath | undefined {
  const text = asked.replace(/^"(.*)"$/s, "$1");
  const [, ads] = /^IIS:(?:\/\/|\\\\)(.*)$/is.exec(text) ?? [];
  if (ads !== undefined) return { type: "ads", path: ads };
  const [, drive] = /^IIS:(.*)$/is.exec(text) ?? [];
  if (drive !== undefined)
    return { type: "drive", parts: drive.split(/[\\/]/).filter((part) => part !== "") };
  const [, file] = /^file:\/\/(?:localhost)?\/?(?=\/|[a-z]:)(.*)$/is.exec(text) ?? [];
  if (file !== undefined) return { type: "folder", path: file };
  return /^(?:[a-z]:|[\\/]{2}|%\w+%(?:[\\/]|$)|file:)/i.test(text)
    ? { type: "folder", path: text }
    : undefined;
}

/** The site that a log's folder belongs to: `W3SVC1` in `…\LogFiles\W3SVC1\ex080101.log`. */
export function logFolderIn(path: string): string | undefined {
  const [, name] = /[\\/]LogFiles[\\/]([A-Z\d]*SVC\d{1,10})(?:[\\/]|$)/i.exec(path) ?? [];
  return name;
}
