// One process that changes a file under its lock: `node write-child.cjs <io> <file> <content> <way> <die at step>`.
// Each call of the file system is one step; at the named one the process is killed, a write after half of its bytes.
// Without a step it prints how many there were, and which one was the first to rename. The way is "exchanged" or "renamed".
const [io = "", path = "", content = "", way = "exchanged", dieAt = ""] = process.argv.slice(2);
const { accessControl, modeAndOwner, readWhole, realFileSystem, replaceFile, withLock } = require(io);

let steps = 0;
let firstRename = 0;
function die() {
  process.kill(process.pid, "SIGKILL");
  // The signal arrives in its own time: nothing more may happen until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/**
 * @param {Record<string, Function>} target
 * @param {readonly string[]} names
 */
function stepping(target, names) {
  const wrapped = Object.create(target);
  for (const name of names) {
    wrapped[name] = async (/** @type {any[]} */ ...args) => {
      steps += 1;
      if (name === "rename" && firstRename === 0) firstRename = steps;
      if (String(steps) === dieAt) {
        if (name === "write") await target["write"]?.(args[0], args[1], Math.floor(args[2] / 2), args[3]);
        die();
      }
      const result = await target[name]?.(...args);
      return name === "open"
        ? stepping(result, ["chmod", "chown", "read", "write", "writeFile", "sync", "stat", "close"])
        : result;
    };
  }
  return wrapped;
}

const exchange = () => Promise.reject(Object.assign(new Error(), { code: "ENOSYS" }));
const fileSystem = stepping(way === "renamed" ? { ...realFileSystem, exchange } : realFileSystem, [
  "exchange",
  "link",
  "lstat",
  "open",
  "readdir",
  "realpath",
  "rename",
  "stat",
  "unlink",
]);

async function main() {
  await withLock(
    path,
    async () => {
      const reading = await readWhole(path, 1e6, fileSystem);
      const access = process.platform === "win32" ? accessControl() : modeAndOwner();
      await replaceFile({ reading, bytes: Buffer.from(content), access, backup: {}, fileSystem });
    },
    { fileSystem },
  );
  process.stdout.write(`${steps} ${firstRename}`);
}

main().catch((error) => {
  process.stderr.write(String(error?.stack ?? error));
  process.exitCode = 1;
});
