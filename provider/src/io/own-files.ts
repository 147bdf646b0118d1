import { errnoOf } from "./file-error";
import type { FileSystem } from "./file-system";

/** The paths of what one write made and could not remove: all of it may hold credentials. */
export type LeftFiles = Set<string>;

/** Removes one of our own files. Where it stays, that is remembered; a call that failed and took effect counts as done. */
export async function removeOwn(path: string, left: LeftFiles, fileSystem: FileSystem): Promise<void> {
  try {
    await fileSystem.unlink(path);
  } catch {
    if (await mayBeThere(path, fileSystem)) left.add(path);
  }
}

/** False only where nothing has this name. */
export async function mayBeThere(path: string, fileSystem: FileSystem): Promise<boolean> {
  return fileSystem.lstat(path).then(
    () => true,
    (error: unknown) => errnoOf(error) !== "ENOENT",
  );
}

/** Sentences for people that name what is left. */
export function leftSentences(left: LeftFiles): readonly string[] {
  if (left.size === 0) return [];
  return [
    `Not removed, though it may hold credentials: ${[...left].join(", ")}; remove that once no command works on the file.`,
  ];
}
