// What the file layer does under Windows' rules: `node windows-files.cjs <compiled package> <case> <file> …` does one
// thing to a file and prints what came of it as JSON.
const fs = require("node:fs");
const { dirname, join } = require("node:path");
const [dist = "", name = "", path = "", ...rest] = process.argv.slice(2);
const { accessControl, readWhole, realFileSystem, replaceFile, withLock } = require(join(dist, "io"));

/** @type {string[]} */
const opened = [];
let renames = 0;
/** @type {() => unknown} */
let beforeRename = () => undefined;
const fileSystem = {
  ...realFileSystem,
  open: (/** @type {string} */ file, /** @type {any[]} */ ...more) => {
    opened.push(file);
    return realFileSystem.open(file, ...more);
  },
  rename: async (/** @type {string} */ from, /** @type {string} */ to) => {
    renames += 1;
    await beforeRename();
    return realFileSystem.rename(from, to);
  },
};

/** @type {number[]} */
const sizesAtCopy = [];
// Stands in for access-control lists, which Wine does not keep.
const accepting = {
  copy: async (/** @type {{ path: string }} */ from, /** @type {{ path: string }} */ to) => {
    fs.statSync(from.path);
    sizesAtCopy.push(fs.statSync(to.path).size);
  },
};

/**
 * @param {string} content
 * @param {object} [more]
 */
async function replace(content, more = {}) {
  const reading = await readWhole(path, 1e6, fileSystem);
  return replaceFile({
    reading,
    bytes: Buffer.from(content),
    access: accepting,
    backup: {},
    fileSystem,
    renamePausesMs: [1, 1, 1],
    ...more,
  });
}

/** @param {Promise<unknown>} action */
async function outcome(action) {
  try {
    await action;
    return "done";
  } catch (error) {
    return /** @type {{ code?: unknown }} */ (error).code;
  }
}

/** @type {Record<string, () => Promise<unknown>>} */
const cases = {
  platform: async () => process.platform,

  replace: async () => ({
    outcome: await outcome(replace(rest[0] ?? "")),
    sizesAtCopy,
    folderOpened: opened.includes(dirname(path)),
  }),

  "replace where there are no hard links": async () => {
    const link = () => Promise.reject(Object.assign(new Error(), { code: "EISDIR" }));
    return {
      outcome: await outcome(replace(rest[0] ?? "", { fileSystem: { ...fileSystem, link } })),
      sizesAtCopy,
    };
  },

  "replace while it is open": async () => {
    const handle = await fs.promises.open(path, "r");
    try {
      return { outcome: await outcome(replace(rest[0] ?? "")), renames };
    } finally {
      await handle.close();
    }
  },

  "replace while it is open for a moment": async () => {
    const handle = await fs.promises.open(path, "r");
    beforeRename = async () => (renames === 3 ? handle.close() : undefined);
    return { outcome: await outcome(replace(rest[0] ?? "")), renames };
  },

  "replace what is marked read-only": async () => {
    fs.chmodSync(path, 0o444);
    return outcome(replace(rest[0] ?? ""));
  },

  "replace with the system's own access control": async () =>
    outcome(replace(rest[0] ?? "", { access: accessControl() })),

  "replace while another program writes into it": async () => {
    beforeRename = () => fs.appendFileSync(path, ", and a rival's");
    return outcome(replace(rest[0] ?? ""));
  },

  "replace while another program saves by renaming": async () => {
    beforeRename = () => {
      fs.writeFileSync(`${path}.rival`, "a rival's bytes");
      fs.renameSync(`${path}.rival`, path);
    };
    return outcome(replace(rest[0] ?? ""));
  },

  "die before the rename": async () => {
    beforeRename = () => process.kill(process.pid, "SIGKILL");
    return outcome(withLock(path, () => replace(rest[0] ?? "")));
  },

  "replace under the lock": async () => outcome(withLock(path, () => replace(rest[0] ?? ""))),

  count: async () => {
    for (let time = 0; time < Number(rest[0]); time += 1) {
      await withLock(
        path,
        async () => {
          const { bytes } = await readWhole(path, 1e6);
          await replace(String(Number(bytes.toString()) + 1), { backup: undefined });
        },
        { waitMs: 120_000, retryMs: 2 },
      );
    }
    return "done";
  },

  "real path and lock": async () =>
    withLock(path, async () => ({
      realPath: (await readWhole(path, 1e6)).path,
      names: fs.readdirSync(dirname(path)).sort(),
    })),

  "lock while another holds it": async () =>
    withLock(path, async () => {
      const script = [__filename, dist, "try the lock", path];
      const { spawnSync } = require("node:child_process");
      const { status, stdout } = spawnSync(process.execPath, script, { encoding: "utf8" });
      return { status, stdout };
    }),
  "try the lock": async () => outcome(withLock(path, async () => undefined, { waitMs: 0 })),
};

void cases[name]?.().then((answer) => {
  process.stdout.write(JSON.stringify(answer ?? null));
});
