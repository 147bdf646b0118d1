import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/**
 * The names by which a file is known where its volume comes from: a folder mounted a second time, a server's share.
 * Linux reports them; on other systems, and if they can't be read, there are none.
 *
 * @param path a real path
 */
export async function mountedNames(path: string): Promise<readonly string[]> {
  if (process.platform !== "linux") return [];
  const mounts = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return namesIn(mounts, path);
}

interface Mount {
  /** The folder of the volume, or the file, that is mounted. */
  readonly root: string;
  readonly point: string;
  /** The volume, for example `//web01/share`. */
  readonly source: string;
}

/** @param mountinfo as proc_pid_mountinfo(5) describes it */
export function namesIn(mountinfo: string, path: string): readonly string[] {
  let found: Mount | undefined;
  for (const line of mountinfo.split("\n")) {
    const mount = parseMount(line);
    // If several are at one place, the last one hides the others.
    if (
      mount !== undefined &&
      isWithin(mount.point, path) &&
      mount.point.length >= (found?.point.length ?? 0)
    ) {
      found = mount;
    }
  }
  if (found === undefined) return [];
  const { root, point, source } = found;
  const rest = relative(point, path);
  return [join(root, rest), `${source}/${rest}`, `${source}${join("/", root, rest)}`];
}

function parseMount(line: string): Mount | undefined {
  const [before = "", after = ""] = line.split(" - ");
  const [, , , root, point] = before.split(" ");
  const [, source] = after.split(" ");
  if (root === undefined || point === undefined || source === undefined) return undefined;
  return { root: unescaped(root), point: unescaped(point), source: unescaped(source) };
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** Blanks, tabs, line breaks and backslashes are written there as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}
