// A process of ours that starts a program and ends in one of several ways:
// `node start-child.cjs <transports> <program> <way>`.
const { join } = require("node:path");
const [transports = "", file = "", way = ""] = process.argv.slice(2);
const { startProcess } = require(join(transports, "start-process"));

const signals = ["SIGINT", "SIGTERM", "SIGHUP", "exit"];

/** What each way does once the program has printed something. */
const ways = {
  waits: () => undefined,
  leaves: () => process.exit(3),
  throws: () => {
    setImmediate(() => {
      throw new Error("not ours");
    });
  },
};

async function main() {
  if (way === "listens") process.on("SIGINT", () => process.exit(5));
  // As some packages do: a listener that gives the signal back where it finds itself alone.
  if (way === "counts") {
    const own = () => {
      if (process.listenerCount("SIGINT") > 1) return;
      process.off("SIGINT", own);
      process.kill(process.pid, "SIGINT");
    };
    process.on("SIGINT", own);
  }
  const run = await startProcess({ file, args: [], hint: "" });
  run.onOutput(() => {
    if (way in ways) ways[/** @type {keyof typeof ways} */ (way)]();
  });
  await run.ended;
  if (way === "reports") console.log(JSON.stringify(signals.map((signal) => process.listenerCount(signal))));
}

main();
