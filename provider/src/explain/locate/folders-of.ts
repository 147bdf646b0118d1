import { foldCase, type Location, type Snapshot } from "../../domain";

/** The keys whose Path is a folder, or the nearest above it that any key's Path is. */
export function foldersOf(snapshot: Snapshot, folder: string): readonly Location[] {
  const asked = comparableFolder(folder);
  let longest = 0;
  let found: Location[] = [];
  for (const { location, settings } of snapshot.keys) {
    const path = settings?.Path === undefined ? "" : comparableFolder(settings.Path);
    if (path === "" || path.length < longest || !(asked === path || asked.startsWith(`${path}\\`))) continue;
    if (path.length > longest) found = [];
    longest = path.length;
    found.push(location);
  }
  return found;
}

/** Letter case and the kind of slash make no difference, nor one at the end. */
function comparableFolder(path: string): string {
  const folded = foldCase(path.trim().replaceAll("/", "\\"));
  return folded.endsWith("\\") ? folded.slice(0, -1) : folded;
}
