import { basename, dirname, join, parse, resolve, sep } from "node:path";
import { foldCase } from "../domain";
import { sameInode, identityOf } from "./file-identity";
import type { FileSystem } from "./file-system";

/**
 * One spelling for one file, which may be gone: absolute, symbolic links followed, each name as its folder lists it,
 * which counts on a volume that ignores case. A name that can't be looked up stays as it is spelled.
 */
export async function truePath(path: string, fileSystem: FileSystem): Promise<string> {
  const real = await realPath(resolve(path), fileSystem);
  const { root } = parse(real);
  let found = root;
  for (const name of real.slice(root.length).split(sep)) {
    if (name !== "") found = join(found, await listedName(found, name, fileSystem));
  }
  return found;
}

/** The real path as far as there is one, and the rest as it is spelled. */
async function realPath(path: string, fileSystem: FileSystem): Promise<string> {
  try {
    return await fileSystem.realpath(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(await realPath(folder, fileSystem), basename(path));
  }
}

async function listedName(folder: string, name: string, fileSystem: FileSystem): Promise<string> {
  const names = await fileSystem.readdir(folder).catch((): string[] => []);
  if (names.includes(name)) return name;
  for (const other of names.filter((each) => spelling(each) === spelling(name))) {
    if (await isOneFile(join(folder, name), join(folder, other), fileSystem)) return other;
  }
  return name;
}

function spelling(name: string): string {
  return foldCase(name.normalize());
}

/** True if both paths are surely names of one file or folder. */
export async function isOneFile(left: string, right: string, fileSystem: FileSystem): Promise<boolean> {
  if (left === right) return true;
  try {
    const [one, other] = await Promise.all(
      [left, right].map(async (path) => identityOf(await fileSystem.lstat(path, { bigint: true }))),
    );
    return one !== undefined && other !== undefined && one.inode !== 0n && sameInode(one, other);
  } catch {
    return false;
  }
}
