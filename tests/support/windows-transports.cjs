// How programs are started and ended under Windows' rules: `node windows-transports.cjs <compiled package> <case> …` does
// one thing and prints what came of it as JSON.
const fs = require("node:fs");
const { join } = require("node:path");
const [dist = "", name = "", ...rest] = process.argv.slice(2);
const { openTransport } = require(join(dist, "transports"));
const { startProcess } = require(join(dist, "transports", "start-process"));

const why = Object.assign(new Error("killed"), { code: "E_TIMEOUT" });

/**
 * @param {any} run
 * @param {string} input
 */
async function outcome(run, input) {
  let output = "";
  run.onOutput((/** @type {string} */ piece) => (output += piece));
  run.send(input);
  const { code, error } = await run.ended;
  return { output, code, error: error?.code };
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function node(script, ...args) {
  return startProcess({ file: process.execPath, args: ["-e", script, ...args], hint: "" });
}

/** @type {Record<string, () => Promise<unknown>>} */
const cases = {
  // Wine's cscript takes no //E:JScript, which is left out where the script host is named.
  "script host": async () => {
    const [path = ""] = rest;
    const scriptHost = join(process.env["SystemRoot"] ?? "", "System32", "cscript.exe");
    return outcome(await openTransport({ type: "local", scriptHost }).start({ path, name: "agent.js" }), "");
  },
  "arguments and streams": async () => {
    const script = `
      let read = 0;
      process.stdin.on("data", (piece) => (read += piece.length));
      process.stdin.on("end", () => console.log(JSON.stringify({ args: process.argv.slice(1), read })));`;
    return outcome(await node(script, ...rest), "x".repeat(1_000_000));
  },
  environment: async () => {
    process.env["PULUMI_CONFIG_PASSPHRASE"] = "planted";
    return outcome(
      await node("console.log(Object.keys(process.env).some((each) => /^PULUMI/i.test(each)))"),
      "",
    );
  },
  kill: async () => {
    const run = await node("console.log(process.pid); setInterval(() => undefined, 1000);");
    const pid = await new Promise((resolve) =>
      run.onOutput((/** @type {string} */ piece) => resolve(Number(piece))),
    );
    run.kill(why);
    const { code, error } = await run.ended;
    return { code, error: error?.code, runs: isRunning(pid) };
  },
  leave: async () => {
    const [ids = ""] = rest;
    const run = await node("console.log(process.pid); setInterval(() => undefined, 1000);");
    const pid = await new Promise((resolve) =>
      run.onOutput((/** @type {string} */ piece) => resolve(Number(piece))),
    );
    fs.writeFileSync(ids, String(pid));
    console.log(JSON.stringify("left"));
    process.exit(0);
  },
  "is it there": async () => isRunning(Number(fs.readFileSync(rest[0] ?? "", "utf8"))),
  missing: async () =>
    startProcess({ file: "C:\\missing.exe", args: [], hint: "" }).catch(
      (/** @type {any} */ { code }) => code,
    ),
};

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

cases[name]?.().then((answer) => {
  console.log(JSON.stringify(answer));
});
