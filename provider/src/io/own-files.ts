import { errnoOf } from "./file-error";
import { look, sameInode } from "./file-identity";
import type { FileSystem } from "./file-system";

/** The paths of what one write made and could not remove: all of these files may hold credentials. */
export type LeftFiles = Set<string>;

/** One write: the calls that it makes, and what it leaves. */
export interface Writing {
  readonly left: LeftFiles;
  readonly fileSystem: FileSystem;
}

/** Removes one of our own files. If it stays, that is remembered. A call that failed and took effect counts as done. */
export async function removeOwn(path: string, { left, fileSystem }: Writing): Promise<void> {
  try {
    await fileSystem.unlink(path);
  } catch {
    if (await mayBeThere(path, fileSystem)) left.add(path);
  }
}

/**
 * Moves one of our files to a name that nothing has: by a hard link, so that nothing is overwritten, or by a rename if
 * there are no hard links. A call that failed and took effect counts as done.
 *
 * @throws the system's error, EEXIST if the name is in use; then the file still has its old name
 */
export async function moveToFree(held: string, name: string, writing: Writing): Promise<void> {
  const { fileSystem } = writing;
  const file = await look(held, fileSystem);
  const isThere = async (): Promise<boolean> => {
    const made = await look(name, fileSystem);
    return file !== undefined && made !== undefined && sameInode(file, made);
  };
  try {
    await fileSystem.link(held, name);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") throw error;
    if (!(await isThere())) {
      if (await mayBeThere(name, fileSystem)) throw error;
      await fileSystem.rename(held, name).catch(async (refusal: unknown) => {
        if (!(await isThere())) throw refusal;
      });
      return;
    }
  }
  await removeOwn(held, writing);
}

/** False only if nothing has this name. */
export async function mayBeThere(path: string, fileSystem: FileSystem): Promise<boolean> {
  return fileSystem.lstat(path).then(
    () => true,
    (error: unknown) => errnoOf(error) !== "ENOENT",
  );
}

/** Sentences for people that name the files that are left. */
export function leftSentences(left: LeftFiles): readonly string[] {
  if (left.size === 0) return [];
  return [
    `These files could not be removed and may hold credentials: ${[...left].join(", ")}. Remove them once no command works on the metabase.`,
  ];
}
