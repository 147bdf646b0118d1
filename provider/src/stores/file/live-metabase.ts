import { foldCase } from "../../domain";

/**
 * True for the file that a running IIS owns: `…\inetsrv\MetaBase.xml`, also through an administrative share, a mapped
 * drive, a mount or a `\\?\` path. IIS keeps the truth in memory and overwrites such a file.
 */
export function isLiveMetabase(path: string): boolean {
  const parts = foldCase(path)
    .split(/[\\/]+/)
    // Windows drops dots and blanks at the end of a name.
    .map((part) => part.replace(/(?<=[^. ])[. ]+$/, ""))
    .filter((part) => part !== "." && part !== "");
  return parts.at(-1) === "METABASE.XML" && parts.at(-2) === "INETSRV";
}
