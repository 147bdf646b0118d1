import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import yaml from "js-yaml";
import {
  checkCounts,
  checkNames,
  checkRewritten,
  checkUntouched,
  namedIn,
  untouchedBytes,
} from "./demo-checks.mjs";
import { driftIn } from "./demo-drift.mjs";
import { coloured, Quoted } from "./demo-report.mjs";
import { edited, filled, passwordsFor, secretSettings } from "./demo-servers.mjs";
import { DemoError, filesIn, makeStack, setSecret } from "./demo-workspace.mjs";
import { withProgress } from "./progress.mjs";

/** @typedef {Readonly<Record<string, number | undefined>>} Counts */
/** @typedef {readonly import("./demo-drift.mjs").Drift[]} Drifts */
/** @typedef {{ output: string, summary: Counts, seconds: number, mistakes: string[], revisions?: Counts }} Shown */
/** @typedef {{ location: string, userName: string, passwordFrom?: string }} Identity */

const file = "MetaBase.xml";

/**
 * One server of the demonstration: its copy of the metabase, its stack, and what is expected of the two. Each operation
 * shows the engine's output and then checks what happened; a mistake ends the demonstration.
 */
export class Server {
  /** What the summary tells. */
  tally = { drifted: 0, repaired: 0, rotated: 0, backups: 0, bytes: 0, untouched: 0, seconds: 0 };
  #workspace;
  #stack;
  #example;
  #template;
  #passwords;
  #section;
  #original;
  /** @type {Record<string, number>} */
  #revisions = {};
  /** @type {{ named: Drifts, summary: Counts } | undefined} */
  #announced;

  /**
   * @param {import("./demo-workspace.mjs").Workspace} workspace
   * @param {import("@pulumi/pulumi/automation/index.js").Stack} stack
   * @param {import("./demo-servers.mjs").ExampleServer} example
   * @param {{ template: string, passwords: Record<string, string>, original: string }} texts
   * @param {{ machine: string, identities: readonly Identity[] }} section
   */
  constructor(workspace, stack, example, { template, passwords, original }, section) {
    this.#workspace = workspace;
    this.#stack = stack;
    this.#example = example;
    this.#template = template;
    this.#passwords = passwords;
    this.#original = original;
    this.#section = section;
  }

  /**
   * Fills the copy of the metabase with passwords, makes the stack and sets its secrets.
   *
   * @param {import("./demo-workspace.mjs").Workspace} workspace
   * @param {import("./demo-servers.mjs").ExampleServer} example
   * @param {Readonly<Record<string, string>>} shared passwords of accounts that other servers use, too
   * @returns {Promise<Server>}
   */
  static async make(workspace, example, shared) {
    const path = join(workspace.project, example.name, file);
    const template = await readFile(path, "utf8");
    const passwords = passwordsFor(template, shared);
    await writeFile(path, filled(template, passwords));
    const section = readStackFile(
      await readFile(join(workspace.project, `Pulumi.${example.name}.yaml`), "utf8"),
    );
    const stack = await makeStack(workspace, example.name);
    const original = await readFile(path, "latin1");
    const server = new Server(workspace, stack, example, { template, passwords, original }, section);
    for (const name of secretSettings) await server.#setSecret(name);
    return server;
  }

  get name() {
    return this.#example.name;
  }

  get identities() {
    return this.#section.identities.length;
  }

  /**
   * How many identities take their password from a setting.
   *
   * @param {string} setting
   */
  declaring(setting) {
    return this.#section.identities.filter(({ passwordFrom }) => passwordFrom === setting).length;
  }

  get passwords() {
    return Object.values(this.#passwords);
  }

  /**
   * Gives an account another password, in the stack's configuration alone.
   *
   * @param {(typeof secretSettings)[number]} name
   * @param {string} password
   */
  async rotate(name, password) {
    this.#passwords = {
      ...this.#passwords,
      [`${name}-before`]: this.#passwords[name] ?? "",
      [name]: password,
    };
    await this.#setSecret(name);
  }

  /**
   * Has to name exactly what differs, to count as `summary` says, and to touch nothing.
   *
   * @param {Counts} summary
   * @param {{ previous?: boolean }} [expected] whether each password is to be called the one declared before
   * @returns {Promise<Drifts>} what it named
   */
  async preview(summary, { previous = false } = {}) {
    const before = await filesIn(this.#folder);
    const expected = this.#drift(before);
    const shown = await this.#operate("preview", async (options) => {
      const { changeSummary } = await this.#stack.preview(options);
      return { summary: changeSummary };
    });
    const named = namedIn(shown.output);
    this.#require("pulumi preview", [
      ...shown.mistakes,
      ...checkNames(expected, named),
      ...named
        .filter((each) => each.previous !== previous)
        .map(({ location }) => `${location} is ${previous ? "not " : ""}called the one declared before`),
      ...checkCounts("resources to", summary, shown.summary),
      ...checkUntouched(before, await filesIn(this.#folder)),
    ]);
    this.#announced = { named, summary: shown.summary };
    return named;
  }

  /**
   * Has to do what the preview before it announced, and nothing else: the file is compared as a whole with one that was
   * made by replacing text.
   *
   * @returns {Promise<Drifts>} what it rewrote
   */
  async up() {
    const announced = this.#announced;
    if (announced === undefined) throw new DemoError("An up without a preview before it is never run.");
    this.#announced = undefined;
    const before = await filesIn(this.#folder);
    const shown = await this.#operate("up", async (options) => {
      const { summary, outputs } = await this.#stack.up({ ...options, showSecrets: false });
      return { summary: summary.resourceChanges ?? {}, revisions: outputs["revisions"]?.value };
    });
    const after = await filesIn(this.#folder);
    for (const { location } of announced.named) {
      this.#revisions[location] = (this.#revisions[location] ?? 0) + 1;
    }
    const expected = filled(edited(this.#template, this.#example.repairs), this.#passwords);
    this.#require("pulumi up", [
      ...shown.mistakes,
      ...checkNames(announced.named, namedIn(shown.output)),
      ...checkCounts("resources to", announced.summary, shown.summary),
      ...checkCounts("rewrites of", this.#revisions, shown.revisions ?? {}),
      ...checkRewritten(file, Buffer.from(expected).toString("latin1"), before, after),
      ...this.#drift(after).map(({ location }) => `${location} still differs`),
    ]);
    this.#count(after);
    return announced.named;
  }

  get #folder() {
    return join(this.#workspace.project, this.name);
  }

  /** @param {import("./demo-checks.mjs").Files} files */
  #count(files) {
    const text = files[file]?.text ?? "";
    this.tally.bytes = text.length;
    this.tally.untouched = untouchedBytes(this.#original, text);
    this.tally.backups = Object.keys(files).length - 1;
  }

  /** @param {import("./demo-checks.mjs").Files} files */
  #drift(files) {
    const declared = this.#section.identities.map(({ location, userName, passwordFrom }) => ({
      location,
      userName,
      password: passwordFrom === undefined ? undefined : this.#passwords[passwordFrom],
    }));
    const xml = Buffer.from(files[file]?.text ?? "", "latin1").toString("utf8");
    return driftIn(xml, declared, this.#section.machine);
  }

  /** @param {(typeof secretSettings)[number]} name */
  async #setSecret(name) {
    const key = `iis-identity:${name}`;
    await setSecret(this.#workspace, { stack: this.name, key, value: this.#passwords[name] ?? "" });
  }

  /**
   * Events are not taken: some of them hold resources in clear. What people see is what the engine prints.
   *
   * @param {"preview" | "up"} verb
   * @param {(options: import("@pulumi/pulumi/automation/index.js").PreviewOptions) => Promise<{ summary: Counts, revisions?: Counts }>} work
   * @returns {Promise<Shown>}
   */
  async #operate(verb, work) {
    const command = `pulumi ${verb} --stack ${this.name}`;
    const quoted = new Quoted(this.passwords);
    /** @param {string} chunk */
    const add = (chunk) => {
      quoted.add(chunk);
    };
    const from = Date.now();
    quoted.add(`> ${command}\n`);
    try {
      const result = await withProgress(
        console.log,
        () => command,
        () =>
          work({
            onOutput: add,
            onError: add,
            color: coloured ? "always" : "never",
            suppressProgress: true,
            signal: this.#workspace.signal,
          }),
      );
      const seconds = (Date.now() - from) / 1000;
      this.tally.seconds += seconds;
      quoted.end();
      const mistakes = quoted.withheld === 0 ? [] : ["the engine's output holds a password"];
      return { ...result, output: quoted.text, seconds, mistakes };
    } catch {
      // The error repeats the output, which has been shown.
      quoted.end();
      if (this.#workspace.signal.aborted) throw new DemoError("Interrupted.");
      throw new DemoError(`${command} failed: its own words stand above.`);
    }
  }

  /**
   * @param {string} command
   * @param {readonly string[]} mistakes
   */
  #require(command, mistakes) {
    if (mistakes.length === 0) return;
    throw new DemoError(
      [
        `${command} of ${this.name} did something else than announced:`,
        ...mistakes.map((each) => `  - ${each}`),
      ].join("\n"),
    );
  }
}

/**
 * @param {string} text
 * @returns {{ machine: string, identities: readonly Identity[] }}
 */
function readStackFile(text) {
  /** @type {any} */
  const { config } = yaml.safeLoad(text);
  return { machine: config["iis-identity:metabase"].machine, identities: config["iis-identity:identities"] };
}
