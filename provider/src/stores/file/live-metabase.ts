import { dirname } from "node:path";
import { foldCase } from "../../domain";
import { mountedNames, realFileSystem } from "../../io";

/** Where a running IIS keeps one of its configuration files, and how that place is recognised. Names in capitals. */
interface Home {
  readonly file: string;
  /** The last folders of its path, the last one first. */
  readonly folders: readonly string[];
  /** Programs of IIS that are beside the file on each server. One is enough. */
  readonly programs: readonly string[];
  /**
   * What IIS makes beside the file. One name of each list must be there: if the file was moved, IIS's programs stay
   * behind.
   */
  readonly made: readonly (readonly string[])[];
}

const metabase: Home = {
  file: "METABASE.XML",
  folders: ["INETSRV"],
  programs: [
    "INETINFO.EXE",
    "W3WP.EXE",
    "METADATA.DLL",
    "IISADMIN.DLL",
    "IISW3ADM.DLL",
    "W3SVC.DLL",
    "SVCEXT.DLL",
    "INFOCOMM.DLL",
  ],
  made: [["MBSCHEMA.XML"], ["HISTORY", "METABACK"]],
};

/** Of IIS 7 and later. */
const appHost: Home = {
  file: "APPLICATIONHOST.CONFIG",
  folders: ["CONFIG", "INETSRV"],
  programs: [],
  made: [["SCHEMA"], ["ADMINISTRATION.CONFIG", "REDIRECTION.CONFIG"]],
};

const homes = [metabase, appHost];

/**
 * Why a file must be treated as the configuration of a running IIS; `undefined` if it need not be. IIS keeps its metabase in
 * memory and overwrites such a file. A copy is recognised by its folder: a file that has IIS's programs beside it, or
 * both its schema and its history or backups, looks live wherever it is.
 *
 * @param path as it was given, absolute
 */
export async function whyLive(path: string, realPath: string): Promise<string | undefined> {
  for (const each of new Set([path, realPath])) {
    const home = homes.find(({ file }) => lastNames(each)[0] === file);
    if (home === undefined) continue;
    if (isIn(home, each)) return `it is in ${home.folders.toReversed().join("\\").toLowerCase()}`;
    const names = await realFileSystem.readdir(dirname(each)).catch(() => undefined);
    if (names === undefined) return "what is beside it can't be listed";
    const found = besideLive(names, home);
    if (found.length > 0) return `${found.join(" and ")} ${found.length === 1 ? "is" : "are"} beside it`;
  }
  const other = (await mountedNames(realPath)).find(isLiveMetabase);
  return other === undefined ? undefined : `it is mounted from ${other}`;
}

/**
 * True for a path at which a running IIS has its configuration: `…\inetsrv\MetaBase.xml` or
 * `…\inetsrv\config\applicationHost.config`, also through an administrative share, a mapped drive, a mount or a `\\?\` path.
 */
export function isLiveMetabase(path: string): boolean {
  return homes.some((home) => isIn(home, path));
}

function isIn({ file, folders }: Home, path: string): boolean {
  const names = lastNames(path);
  return [file, ...folders].every((name, index) => names[index] === name);
}

/** The names in a folder that show that a running IIS keeps its configuration there; nothing if they don't. */
function besideLive(names: readonly string[], { programs, made }: Home): readonly string[] {
  const among = (wanted: readonly string[]): string | undefined =>
    names.find((name) => wanted.includes(foldCase(name)));
  const program = among(programs);
  if (program !== undefined) return [program];
  const all = made.map(among).filter((name) => name !== undefined);
  return all.length === made.length ? all : [];
}

/** In capitals, the last one first. */
function lastNames(path: string): readonly string[] {
  return (
    foldCase(path)
      .split(/[\\/]+/)
      // Windows ignores dots and blanks at the end of a name.
      .map((part) => part.replace(/(?<=[^. ])[. ]+$/, ""))
      .filter((part) => part !== "." && part !== "")
      .reverse()
  );
}
