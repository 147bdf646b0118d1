import type { ObservedKey } from "../../domain";
import type { View } from "../../drift";
import { untold } from "./unclear";

/** Whether a key shows a folder of another machine: only there a UNC user is used. */
export function folderAt(
  view: View,
  key: ObservedKey,
): { readonly used: boolean | null; readonly says: readonly string[] } {
  const why = untold(view, key, "Path");
  if (why !== undefined) return why;
  const path = view.effectiveSetting(key.location, "Path");
  if (path === undefined) return { used: null, says: ["No Path is set here or above."] };
  const where = path.from === key.location ? "here" : `at ${path.from}`;
  return isShare(path.value)
    ? { used: true, says: [`Path, set ${where}, is a share.`] }
    : { used: false, says: [`Path, set ${where}, is a local folder: no UNC user is used.`] };
}

/** `\\server\share`; `\\?\C:\…` and `\\.\…` are of this machine. */
function isShare(path: string): boolean {
  return /^[\\/]{2}(?:\?\\UNC\\|[^\\/?.])/i.test(path.trim());
}
