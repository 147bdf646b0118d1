import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { foldCase } from "../domain";

/** A place where Windows keeps old versions of IIS's configuration, with old credentials. */
interface WindowsCopies {
  readonly place: string;
  readonly what: string;
  /** How many are there; `null` if that was not looked up. */
  readonly found: number | null;
}

const places: readonly (Omit<WindowsCopies, "found"> & {
  readonly folder?: string;
  readonly files?: RegExp;
})[] = [
  {
    place: "inetsrv\\History\\MetaBase_*.xml",
    what: "IIS 6, a copy with each change, as many as MaxHistoryFiles says",
    folder: "History",
    files: /^metabase_.*\.xml$/i,
  },
  {
    place: "inetsrv\\MetaBack\\*.MD*",
    what: "IIS 6, backups made by IIS Manager or iisback.vbs",
    folder: "MetaBack",
    files: /\.md\d+$/i,
  },
  {
    place: "inetsrv\\backup\\*",
    what: "IIS 7 and later, backups made by appcmd add backup",
    folder: "backup",
    files: /./,
  },
  {
    place: "%SystemDrive%\\inetpub\\history\\CFGHISTORY_*",
    what: "IIS 7 and later, with each change",
  },
  {
    place: "%SystemDrive%\\inetpub\\temp\\appPools",
    what: "IIS 7 and later, the configuration of each application pool",
  },
];

/** Counts them beside a metabase in an inetsrv folder; elsewhere only the places are named. */
export async function windowsCopies(path: string): Promise<readonly WindowsCopies[]> {
  const home = dirname(resolve(path));
  const parts = home.split(/[\\/]/);
  const isInetsrv = foldCase(parts.at(-1) ?? "") === "INETSRV";
  const beside = isInetsrv ? await namesIn(home) : [];
  return Promise.all(
    places.map(async ({ place, what, folder, files }) => {
      if (!isInetsrv || folder === undefined || files === undefined) return { place, what, found: null };
      const name = beside.find((each) => foldCase(each) === foldCase(folder));
      const names = name === undefined ? [] : await namesIn(join(home, name));
      return { place, what, found: names.filter((each) => files.test(each)).length };
    }),
  );
}

/** The same for people. */
export function windowsCopiesText(copies: readonly WindowsCopies[]): string {
  const lines = copies.map(({ place, what, found }) => {
    const count = found === null ? "" : `; ${String(found)} there`;
    return `  ${place}: ${what}${count}\n`;
  });
  return `Windows keeps other old copies. They hold old credentials, and no command here touches them:\n${lines.join("")}`;
}

/** Nothing where there is no such folder, or none that may be read. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
