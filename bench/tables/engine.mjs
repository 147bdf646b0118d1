import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ensurePulumi } from "../../scripts/pulumi.mjs";
import { every, password, stackSettings } from "../engine/programs.mjs";
import { account, writeMetabase } from "../files.mjs";
import { wholeProcess } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

const root = join(import.meta.dirname, "..", "..");
const programs = /** @type {const} */ ([
  ["floor", "a provider that does nothing"],
  ["own", "a program of one's own"],
  ["ready", "the ready-made program"],
]);

/**
 * Whole operations of the real engine on many identities, beside the same resources with a provider that does nothing.
 *
 * @type {import("../run.mjs").Table}
 */
export async function engine({ folder, small, say }) {
  const { command } = await ensurePulumi();
  const [size, rounds] = small ? [200, 5] : [1_000, 5];
  const stacks = programs.map(
    ([name, title]) => new Stack(join(folder, name), { name, title, command, size }),
  );
  // A crash would lose this state, and nobody would miss it.
  for (const stack of stacks) stack.operate(["up", "--yes", "--skip-preview"], withoutCheckpoints);

  const operations = /** @type {const} */ ([
    ["preview, in step", ["preview"], false],
    ["preview, 5 % drifted", ["preview"], true],
    ["up of 5 %", ["up", "--yes", "--skip-preview"], true],
    ["refresh", ["refresh", "--yes", "--skip-preview"], false],
  ]);
  for (const [title, args, drifts] of operations) {
    const rows = stacks.map((stack) => ({
      name: stack.title,
      run: () => {
        if (drifts) stack.drift();
        return stack.operate(args);
      },
    }));
    say(`\n${title}, ${String(size)} identities over ${String(size)} sites\n`);
    say(tableOf(rows, await alternate(rows, rounds)));
    for (const stack of stacks) stack.repair();
  }
}

const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** A stack of one of the programs in a folder of its own, with its own metabase, state and home. */
class Stack {
  #round = 0;
  #isDrifted = false;

  /**
   * @param {string} folder
   * @param {{ name: string, title: string, command: string, size: number }} about
   */
  constructor(folder, { name, title, command, size }) {
    for (const path of ["state", "home", "tmp"]) mkdirSync(join(folder, path), { recursive: true });
    this.folder = folder;
    this.name = name;
    this.title = title;
    this.command = command;
    this.size = size;
    this.path = join(folder, "MetaBase.xml");
    writeMetabase(this.path, size, size);
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
    if (name !== "ready") return;
    writeFileSync(join(folder, "Pulumi.bench.yaml"), stackSettings(size, this.path), { flag: "a" });
    this.#cli(["config", "set", "--secret", "--stack", "bench", "iis-identity:web-password"], password);
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
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  operate(args, env = {}) {
    const operate = join(root, "bench", "engine", "operate.mjs");
    const given = [this.command, this.name, String(this.size), this.path, String(this.#round), ...args];
    return wholeProcess(process.execPath, [operate, ...given], {
      cwd: this.folder,
      env: { ...this.env, ...env },
    });
  }

  /**
   * @param {readonly string[]} args
   * @param {string} [input]
   */
  #cli(args, input = "") {
    execFileSync(this.command, [...args, "--non-interactive"], { cwd: this.folder, env: this.env, input });
  }
}
