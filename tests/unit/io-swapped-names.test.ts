import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import { join } from "node:path";
import { modeAndOwner, readWhole, replaceFile } from "../../provider/src/io";
import { fileIn, freshFolder, unprivileged } from "../support/io-folder";
import { eachCall } from "../support/io-calls";

// No other system of ours has both symbolic links and owners.
const posix = process.platform === "win32" ? describe.skip : describe;

// Calls: long enough for all that looks at rights.
const swappedFor = 8;

interface Scene {
  readonly folder: string;
  readonly path: string;
  /** A file elsewhere that nobody else may read. */
  readonly victim: string;
  /** A file elsewhere that everybody may read and write. */
  readonly wide: string;
}

function scene(owner: number): Scene {
  const folder = freshFolder();
  const path = fileIn(folder, "old");
  const [victim, wide] = [fileIn(freshFolder(), "victim"), fileIn(freshFolder(), "old")];
  chmodSync(path, 0o640);
  chmodSync(victim, 0o600);
  chmodSync(wide, 0o666);
  if (process.getuid?.() === 0) {
    for (const each of [folder, path, victim, wide]) chownSync(each, owner, 0);
  }
  return { folder, path, victim, wide };
}

const ours = ({ folder }: Scene): string[] =>
  readdirSync(folder)
    .filter((name) => name.includes(".iis-identity-"))
    .map((name) => join(folder, name));

/** What the folder's owner may do to names in it, and how it is undone some calls later. */
const rivals: readonly [string, (scene: Scene) => void, (scene: Scene) => void][] = [
  [
    "our new file for a symbolic link to another file",
    (at) => {
      for (const name of ours(at)) {
        unlinkSync(name);
        symlinkSync(at.victim, name);
      }
    },
    () => undefined,
  ],
  [
    "our new file for a hard link of another file",
    (at) => {
      for (const name of ours(at)) {
        unlinkSync(name);
        linkSync(at.victim, name);
      }
    },
    () => undefined,
  ],
  [
    "the old file for a link to one with more rights, and back",
    ({ path, wide }) => {
      renameSync(path, `${path}.aside`);
      symlinkSync(wide, path);
    },
    ({ path }) => {
      if (lstatSync(path).isSymbolicLink()) renameSync(`${path}.aside`, path);
      else unlinkSync(`${path}.aside`);
    },
  ],
];

posix.each([
  ["root", 0, (action: () => Promise<unknown>) => action()],
  ["another account", 65534, unprivileged],
])("run by %s", (_who, owner, run) => {
  /** Writes while a rival acts before one of the calls. @returns how many calls there were */
  async function replaced(here: Scene, act: (call: number) => void): Promise<number> {
    const reading = await readWhole(here.path, 99);
    let calls = 0;
    const fileSystem = eachCall((_name, make) => {
      act((calls += 1));
      return make();
    });
    const more = { access: modeAndOwner(), backup: {}, renamePausesMs: [], fileSystem };
    await run(async () => {
      try {
        await replaceFile({ reading, bytes: Buffer.from("new"), ...more });
      } catch (error) {
        expect(error).toHaveProperty("code", expect.stringMatching(/^E_/));
      }
    });
    return calls;
  }

  test.each(rivals)(
    "whenever another program swaps %s, no other file is written to, and no rights are changed or widened",
    async (_what, swap, undo) => {
      const most = await replaced(scene(owner), () => undefined);
      expect(most).toBeGreaterThan(20);
      for (let at = 1; at <= most; at += 1) {
        const here = scene(owner);
        await replaced(here, (call) => {
          if (call === at) swap(here);
          if (call === at + swappedFor) undo(here);
        });
        const { mode, uid, gid } = statSync(here.victim);
        expect({ at, mode: mode & 0o7777, uid, gid }).toEqual({ at, mode: 0o600, uid: owner, gid: 0 });
        expect(readFileSync(here.victim, "utf8")).toBe("victim");
        expect(readFileSync(here.wide, "utf8")).toBe("old");
        for (const name of readdirSync(here.folder)) {
          const found = lstatSync(join(here.folder, name));
          if (found.isFile())
            expect({ at, name, wider: found.mode & 0o777 & ~0o640 }).toMatchObject({ wider: 0 });
        }
      }
    },
  );
});
