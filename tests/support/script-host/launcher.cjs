// Stands in for cscript: `launcher.cjs FOLDER //nologo agent.js` runs the agent in Wine's cscript on the simulated
// IIS of that folder. Whoever starts it holds the folder's lock: one process at a time works on it, as one memory would.
"use strict";
const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const { join, resolve } = require("node:path");
const { agentScript } = require("./agent-script.cjs");
const { appHostTree } = require("./apphost-tree.cjs");
const { withCommits } = require("./apphost-text.cjs");
const { listing, withJournal } = require("./metabase-text.cjs");

const [folder = "", ...args] = process.argv.slice(2);
const wine = join(__dirname, "../wine.sh");
// By its path, Wine runs it as this very process; by its name, through another that starts it apart.
const cscript = "C:\\windows\\system32\\cscript.exe";
const agent = resolve(args.find((arg) => !arg.startsWith("//")) ?? "");
const options = JSON.parse(fs.readFileSync(join(folder, "options.json"), "utf8"));

/** @param {string} name */
const inFolder = (name) => join(folder, name);
/** @param {string} path */
const onDriveZ = (path) => `Z:${path.replaceAll("/", "\\")}`;

const configuration = join(folder, "root", "System32", "inetsrv", "config", "applicationHost.config");

/**
 * @param {string} path
 * @param {string | Buffer} before
 * @param {string | Buffer} after
 */
function rewrite(path, before, after) {
  if (before.toString("latin1") === after.toString("latin1")) return;
  fs.writeFileSync(`${path}.new`, after);
  fs.renameSync(`${path}.new`, path);
}

/** Brings into the files what was written in memory, this time or by one that was killed. */
function settle() {
  if (!fs.existsSync(inFolder("journal"))) return;
  const journal = fs.readFileSync(inFolder("journal"), "latin1");
  const metabase = fs.readFileSync(inFolder("MetaBase.xml"));
  const text = metabase.toString("utf8");
  rewrite(inFolder("MetaBase.xml"), metabase, Buffer.from(withJournal(text, journal)));
  if (/^(?:commit|replaced) /m.test(journal)) {
    const before = fs.readFileSync(configuration);
    rewrite(configuration, before, withCommits(before, journal, replacements()));
  }
  fs.appendFileSync(inFolder("journal.log"), journal);
  fs.rmSync(inFolder("journal"));
}

/** Another administrator's files. */
function replacements() {
  return options.simulator.ahadmin?.replacements ?? [];
}

/** Each of them comes once: what has come stands in the journal since they were planted. */
function administration() {
  const { ahadmin } = options.simulator;
  if (ahadmin === null) return null;
  const log = fs.existsSync(inFolder("journal.log"))
    ? fs.readFileSync(inFolder("journal.log"), "latin1")
    : "";
  const come = log.split(/\r?\n/).slice(options.journalLines);
  return {
    ...ahadmin,
    document: appHostTree(fs.readFileSync(configuration)),
    replacements: replacements().map(
      (/** @type {any} */ { when, count, document }, /** @type {number} */ index) => ({
        when,
        count,
        document,
        isDone: come.includes(`replaced ${String(index)}`),
      }),
    ),
  };
}

/** @param {string} name */
function entries(name) {
  const path = join(folder, "root", "System32", "inetsrv", name);
  return fs.existsSync(path) ? fs.readdirSync(path) : [];
}

function script() {
  // Wine lets nobody else read a file that a script reads, and the agent reads its own.
  fs.copyFileSync(agent, inFolder("agent.js"));
  const xml = fs.readFileSync(inFolder("MetaBase.xml"), "utf8");
  fs.writeFileSync(inFolder("listing"), listing(xml.replace(/^\ufeff/, "")), "latin1");
  const config = {
    ...options.simulator,
    ahadmin: administration(),
    batchMode: args.some((arg) => arg.toUpperCase() === "//B"),
    agent: onDriveZ(inFolder("agent.js")),
    journal: onDriveZ(inFolder("journal")),
    listing: onDriveZ(inFolder("listing")),
    input: onDriveZ(inFolder("input")),
    root: onDriveZ(inFolder("root")),
    metaback: entries("MetaBack"),
    configuration: entries("config"),
    inetsrv: entries("."),
  };
  return agentScript(config, fs.readFileSync(agent, "latin1"));
}

function start() {
  fs.writeFileSync(inFolder("script.js"), script(), "latin1");
  fs.rmSync(inFolder("input"), { force: true });
  execFileSync("mkfifo", ["-m", "600", inFolder("input")]);
  // Open for both, so that it is never without a writer, and a reader can come when it likes.
  const input = fs.openSync(inFolder("input"), "r+");
  const child = spawn(wine, [cscript, "//nologo", "//B", onDriveZ(inFolder("script.js"))], {
    cwd: folder,
    env: options.environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.stdout.pipe(process.stdout);

  const pipe = fs.createWriteStream("", { fd: input, autoClose: false });
  process.stdin.setEncoding("latin1");
  process.stdin.on("data", (/** @type {string} */ text) => {
    pipe.write(text.replaceAll("\r", "").replaceAll("\n", "\x01\n"), "latin1");
  });
  process.stdin.on("end", () => {
    pipe.write("\x04\x01\n", "latin1");
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.on(signal, () => {
      child.kill("SIGKILL");
      process.exit(1);
    });
  }
  child.on("close", (code) => {
    settle();
    process.exit(code ?? 1);
  });
}

settle();
if (!args.includes("--settle")) start();
