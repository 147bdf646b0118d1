import { watch } from "node:fs";
import { access } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What the system reports about the names of a file's folder, from one moment on. */
interface NameWatch {
  /**
   * After the file `from` was renamed over the watched name: whether another program had put its file there first.
   *
   * @returns `undefined` where the reports did not come, or not all of them
   */
  sawOther(from: string): Promise<boolean | undefined>;
  close(): void;
}

// Reports come at once; if a share sends none, only this time is lost.
const waitMs = 1000;

/** Watches a name. @returns `undefined` where this system reports nothing, or not in order */
export function watchName(path: string): NameWatch | undefined {
  if (process.platform !== "linux" && process.platform !== "win32") return undefined;
  const names: (string | null)[] = [];
  let arrived: () => void = () => undefined;
  try {
    const watcher = watch(dirname(path), { persistent: false }, (event, name) => {
      if (event !== "rename") return;
      names.push(name);
      arrived();
    });
    watcher.on("error", () => names.push(null));
    return {
      sawOther: async (from) => {
        const moved = basename(from);
        await new Promise<void>((resolve) => {
          const end = setTimeout(resolve, waitMs);
          arrived = () => {
            if (!names.includes(moved) && !names.includes(null)) return;
            clearTimeout(end);
            resolve();
          };
          arrived();
        });
        const before = names.slice(0, names.indexOf(moved));
        if (!names.includes(moved) || before.includes(null)) return undefined;
        return otherWasPut(before, path);
      },
      close: () => {
        watcher.close();
      },
    };
  } catch {
    return undefined;
  }
}

/** Whether the reports that came before that of our own rename show that another program put its file there. */
async function otherWasPut(before: readonly (string | null)[], path: string): Promise<boolean> {
  const reports = before.filter((name) => name === basename(path)).length;
  if (process.platform !== "win32" || reports !== 1) return reports > 0;
  // Windows may report that our rename removed the old file under this name. A rival's rename is reported as two names in a
  // row, and the first of them is gone then.
  const source = before[before.indexOf(basename(path)) - 1];
  if (source === undefined || source === null) return false;
  return access(join(dirname(path), source)).then(
    () => false,
    () => true,
  );
}
