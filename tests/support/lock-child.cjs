// One process that takes a file's lock: `node lock-child.cjs <io> <file> hold` prints its number and holds the lock until
// its standard input ends; `… try` waits for nobody and prints how that ended.
const [io = "", path = "", what = ""] = process.argv.slice(2);
const { withLock } = require(io);

const codeOf = (/** @type {{ code?: unknown }} */ error) => error.code;

async function main() {
  if (what === "hold") {
    await withLock(path, async () => {
      process.stdout.write(`${String(process.pid)}\n`);
      for await (const _ of process.stdin);
    });
    return;
  }
  const outcome = await withLock(path, async () => "taken", { waitMs: 0 }).catch(codeOf);
  process.stdout.write(String(outcome));
}

main().catch((error) => {
  process.stderr.write(String(error?.stack ?? error));
  process.exitCode = 1;
});
