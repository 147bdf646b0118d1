// One of several processes that count in one file: `node count-child.cjs <io> <file> <times>`.
const [io = "", path = "", times = ""] = process.argv.slice(2);
const { accessControl, readWhole, replaceFile, withLock } = require(io);

async function main() {
  for (let time = 0; time < Number(times); time += 1) {
    await withLock(
      path,
      async () => {
        const reading = await readWhole(path, 1e6);
        const next = Buffer.from(String(Number(reading.bytes.toString()) + 1));
        await replaceFile({ reading, bytes: next, access: accessControl() });
      },
      { waitMs: 120_000, retryMs: 2 },
    );
  }
}

main().catch((error) => {
  process.stderr.write(String(error?.stack ?? error));
  process.exitCode = 1;
});
