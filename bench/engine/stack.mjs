import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { account } from "../files.mjs";
import { wholeProcess } from "../processes.mjs";
import { every, password, stackSettings } from "./programs.mjs";

const root = join(import.meta.dirname, "..", "..");

/**
 * A program of programs.mjs.
 *
 * @typedef {object} Declared
 * @property {string} name
 * @property {string} title for people
 * @property {number} size
 * @property {(path: string, size: number) => void} write makes a metabase of that size
 */

/** A stack of one of the programs in a folder of its own, with its own metabase, state and home. */
export class Stack {
  #round = 0;
  #isDrifted = false;

  /**
   * @param {string} folder
   * @param {string} command the Pulumi CLI's program
   * @param {Declared} declared
   */
  constructor(folder, command, { name, title, size, write }) {
    for (const path of ["state", "home", "tmp"]) mkdirSync(join(folder, path), { recursive: true });
    this.folder = folder;
    this.name = name;
    this.title = title;
    this.command = command;
    this.size = size;
    this.path = join(folder, "MetaBase.xml");
    this.usage = join(folder, "usage.jsonl");
    write(this.path, size);
    this.inStep = readFileSync(this.path);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    copyFileSync(join(root, "bench", "engine", "floor-provider.cjs"), join(folder, "floor-provider.cjs"));
    // The ready-made program's settings have its name in front of them.
    writeFileSync(join(folder, "Pulumi.yaml"), "name: iis-identity\nruntime: nodejs\n");
    const inherited = Object.entries(process.env).filter(([each]) => !each.startsWith("PULUMI_"));
    this.env = {
      ...Object.fromEntries(inherited),
      PATH: [dirname(command), process.env["PATH"] ?? ""].join(delimiter),
      TMPDIR: join(folder, "tmp"),
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    this.#cli(["stack", "init", "bench"]);
    if (name === "ready") {
      writeFileSync(join(folder, "Pulumi.bench.yaml"), stackSettings(size, this.path), { flag: "a" });
      this.#cli(["config", "set", "--secret", "--stack", "bench", "iis-identity:web-password"], password);
    }
    cpSync(join(folder, "state"), join(folder, "state-of-nothing"), { recursive: true });
  }

  /** As before the first `up`: the state holds no resource. */
  forget() {
    rmSync(join(this.folder, "state"), { recursive: true });
    cpSync(join(this.folder, "state-of-nothing"), join(this.folder, "state"), { recursive: true });
  }

  /** Every twentieth password is another one, in the metabase or, where nothing reads that, in the program. */
  drift() {
    this.#round += 1;
    this.#isDrifted = true;
    let at = 0;
    const right = `"${account}"\r\n\t\tAnonymousUserPass="${password}"`;
    const text = this.inStep.toString("utf8").replaceAll(right, (found) => {
      at += 1;
      return (at - 1) % every === 0 ? found.replace(password, `Foreign-${String(this.#round)}`) : found;
    });
    writeFileSync(this.path, text);
  }

  /** As declared again, without a run of the engine. */
  repair() {
    if (!this.#isDrifted) return;
    writeFileSync(this.path, this.inStep);
    this.#isDrifted = false;
  }

  /**
   * Runs one operation of the engine.
   *
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   * @returns {import("../rounds.mjs").Measure}
   */
  operate(args, env = {}) {
    const operate = join(root, "bench", "engine", "operate.mjs");
    const given = [this.command, this.name, String(this.size), this.path, String(this.#round), ...args];
    rmSync(this.usage, { force: true });
    const measure = wholeProcess(process.execPath, [operate, ...given], {
      cwd: this.folder,
      env: {
        ...this.env,
        ...env,
        NODE_OPTIONS: `--require ${JSON.stringify(join(root, "bench", "engine", "usage.cjs"))}`,
        BENCH_USAGE: this.usage,
      },
    });
    return { ...measure, ...this.#used() };
  }

  /** What the program's and the provider's processes used. */
  #used() {
    const lines = readFileSync(this.usage, "utf8").trim().split("\n");
    /** @type {readonly { name: string, cpu: number, peak: number }[]} */
    const used = lines.map((line) => JSON.parse(line));
    const [program, provider] = ["program", "provider"].map((each) => used.find(({ name }) => name === each));
    return {
      ...(program && { program: program.cpu }),
      ...(provider && { provider: provider.cpu, held: provider.peak }),
    };
  }

  /**
   * @param {readonly string[]} args
   * @param {string} [input]
   */
  #cli(args, input = "") {
    execFileSync(this.command, [...args, "--non-interactive"], { cwd: this.folder, env: this.env, input });
  }
}
