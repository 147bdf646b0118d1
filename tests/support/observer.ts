import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, watch, type FSWatcher } from "node:fs";
import { basename, join } from "node:path";
import type { Evidence } from "./canary";

const tickMs = 15;
// Programs and packages are no place for secrets, and large.
const largest = 8 << 20;

/** What an observer looks at while a command runs. */
export interface Observed {
  /** Folders of which every file is read, again and again. */
  readonly folders: readonly string[];
  /** Folders of which the names alone count, since what stands in their files may be secret. */
  readonly nameFolders: readonly string[];
}

/**
 * Looks over the shoulder of everything that runs beneath this process: command lines and environments out of /proc,
 * files as they come and go. What was seen is kept once.
 */
export class Observer {
  readonly #observed: Observed;
  readonly #seen = new Map<string, Evidence>();
  readonly #read = new Map<string, string>();
  readonly #modes = new Map<string, number>();
  readonly #watchers: readonly FSWatcher[];
  readonly #timer: NodeJS.Timeout;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#watchers = observed.nameFolders.map((folder) =>
      watch(folder, (_event, name) => {
        if (name === null) return;
        this.#add("file name", join(basename(folder), name), name);
        this.#look(folder, name);
      }),
    );
    this.#timer = setInterval(() => {
      this.look();
    }, tickMs);
  }

  /** Looks once, now. */
  look(): void {
    for (const pid of descendants(process.pid)) {
      this.#addFile("command line", pid, `/proc/${pid}/cmdline`);
      this.#addFile("environment", pid, `/proc/${pid}/environ`);
    }
    for (const folder of this.#observed.folders) this.#walk(folder);
    for (const folder of this.#observed.nameFolders) {
      for (const name of list(folder)) this.#look(folder, name);
    }
  }

  /** Ends the watch with a last look. */
  stop(): void {
    clearInterval(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    this.look();
  }

  get evidence(): readonly Evidence[] {
    return [...this.#seen.values()];
  }

  /** The permission bits under which names in `nameFolders` were seen, all of them together. */
  get modes(): ReadonlyMap<string, number> {
    return this.#modes;
  }

  #look(folder: string, name: string): void {
    const path = join(folder, name);
    this.#add("file name", path, name);
    try {
      this.#modes.set(name, (this.#modes.get(name) ?? 0) | (lstatSync(path).mode & 0o777));
    } catch {
      return;
    }
    if (/lock(?:\.takeover)?$/.test(name)) this.#addFile("lock", path, path);
  }

  #walk(folder: string): void {
    for (const name of list(folder)) {
      const path = join(folder, name);
      this.#add("file name", path, name);
      try {
        const stats = lstatSync(path);
        if (stats.isSymbolicLink()) this.#add("link", path, readlinkSync(path));
        else if (stats.isDirectory()) this.#walk(path);
        else if (stats.isFile() && stats.size < largest) {
          const state = [stats.ino, stats.size, stats.mtimeMs].join(" ");
          if (this.#read.get(path) === state) continue;
          this.#read.set(path, state);
          this.#addFile("file", path, path);
        }
      } catch {
        // It is gone already.
      }
    }
  }

  #addFile(channel: string, name: string, path: string): void {
    try {
      const content = readFileSync(path);
      if (content.length > 0) this.#add(channel, name, content);
    } catch {
      // It is gone already, or belongs to a process that ended.
    }
  }

  #add(channel: string, name: string, content: string | Buffer): void {
    const id = createHash("sha1").update(`${channel} ${name} `).update(content).digest("base64");
    if (!this.#seen.has(id)) this.#seen.set(id, { channel, name, content });
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The numbers of all processes beneath one, children of children included. */
function descendants(ancestor: number): readonly string[] {
  const parents = new Map<string, string>();
  for (const pid of list("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      // The second field is the program's name in brackets, which may hold anything.
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
      if (parent !== undefined) parents.set(pid, parent);
    } catch {
      // It has ended.
    }
  }
  const within = (pid: string): boolean => {
    for (let at: string | undefined = parents.get(pid); at !== undefined; at = parents.get(at)) {
      if (at === String(ancestor)) return true;
    }
    return false;
  };
  return [...parents.keys()].filter(within);
}
