import { randomBytes } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual, stripVTControlCharacters } from "node:util";
import automation from "@pulumi/pulumi/automation/index.js";
import { driftIn, holdsPassword, isAsAnnounced } from "./demo-checks.mjs";
import { edited, filled } from "./demo-example.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * @typedef {object} Workspace
 * @property {string} project the copy of the example, inside the repository, so that the program's packages are found
 * @property {Record<string, string>} env what the Pulumi CLI is given besides this process's own environment
 * @property {import("./pulumi.mjs").Engine} pulumi
 * @property {AbortSignal} signal ends what runs
 *
 * @typedef {{ drift: readonly string[], resources: Readonly<Record<string, number | undefined>> }} Shown
 */

/** Colours are for terminals, and for people who did not ask for none. */
export const coloured = process.stdout.isTTY && !process.env["NO_COLOR"];

/**
 * One server of the demonstration: its copy of the metabase, filled with passwords that no one has, and its stack. Each
 * operation shows the engine's output and checks what happened; a mistake ends the demonstration with a SetupError.
 *
 * @param {Workspace} workspace
 * @param {import("./demo-example.mjs").Example} example
 */
export async function makeServer({ project, env, pulumi, signal }, { name, repairs }) {
  const folder = join(project, name);
  const metabase = join(folder, "MetaBase.xml");
  /** @type {Record<string, string>} */
  const current = {};
  /** @type {string[]} */
  const passwords = [];
  const template = await readFile(metabase, "utf8");
  await writeFile(metabase, filled(template, passwordOf));

  /** @type {() => object} */
  const declare = createRequire(import.meta.url)("../dist/index.js");
  const program = () => Promise.resolve().then(() => ({ ...declare() }));
  const root = pulumi.root === undefined ? {} : { root: pulumi.root };
  const pulumiCommand = await automation.PulumiCommand.get(root);
  const stack = await automation.LocalWorkspace.createStack(
    { stackName: name, projectName: "two-servers", program },
    { workDir: project, pulumiCommand, envVars: env },
  );
  for (const setting of ["web-user", "iusr", "intranet"]) await setPassword(setting);
  /** @type {Shown | undefined} */
  let announced;
  return { passwords, rotate, preview, up };

  /** @param {string} setting */
  function passwordOf(setting) {
    return (current[setting] ??= makePassword());
  }

  function makePassword() {
    // It holds characters that XML has to escape.
    const password = randomBytes(18)
      .toString("base64url")
      .replace(/(?<=^.{12})/, '&<"%');
    passwords.push(password);
    return password;
  }

  /**
   * The value goes to the CLI's standard input: the Automation API would put it on a command line, which other people on
   * the machine can read.
   *
   * @param {string} setting
   */
  async function setPassword(setting) {
    const args = ["config", "set", "--secret", "--path", `iis-identity:${setting}`, "--stack", name];
    const options = { cwd: project, env: { ...process.env, ...env }, signal, input: passwordOf(setting) };
    const { ok, reason } = await run(pulumi.command, args, options);
    must(ok, `pulumi ${args.join(" ")} failed: ${reason}.`);
  }

  /** @param {string} setting gets another password, in the stack's configuration alone */
  async function rotate(setting) {
    current[setting] = makePassword();
    await setPassword(setting);
  }

  /**
   * Has to show exactly these lines of drift, to count as announced, and to touch nothing.
   *
   * @param {readonly string[]} drift sorted
   * @param {Readonly<Record<string, number>>} resources
   */
  async function preview(drift, resources) {
    const before = await read();
    announced = await show("preview", async (options) => (await stack.preview(options)).changeSummary);
    must(
      isDeepStrictEqual(announced, { drift, resources }),
      "Preview named something else than what drifted.",
    );
    must(isAsAnnounced(before, await read()), "Preview touched the metabase's folder.");
  }

  /** Has to do what the preview announced, and nothing else: the file is compared with one made by replacing text. */
  async function up() {
    const before = await read();
    const shown = await show("up", async (options) => (await stack.up(options)).summary.resourceChanges);
    must(isDeepStrictEqual(shown, announced), "Up did not do what preview announced.");
    const expected = Buffer.from(filled(edited(template, repairs), passwordOf)).toString("latin1");
    const right = isAsAnnounced(before, await read(), expected);
    must(right, "The metabase or its backup is not, byte for byte, as announced.");
  }

  /** @returns {Promise<import("./demo-checks.mjs").Folder>} */
  async function read() {
    const names = (await readdir(folder)).sort();
    return {
      names: names.map((each) => each.replace(/(?<=^MetaBase\.xml)\..+(?=\.bak$)/, "")),
      texts: await Promise.all(names.map((each) => readFile(join(folder, each), "latin1"))),
      modified: (await stat(metabase)).mtimeMs,
    };
  }

  /**
   * Events are not taken: some of them hold resources in clear. What people see is what the engine prints.
   *
   * @param {"preview" | "up"} verb
   * @param {(options: automation.PreviewOptions) => Promise<Shown["resources"] | undefined>} work
   * @returns {Promise<Shown>}
   */
  async function show(verb, work) {
    const command = `pulumi ${verb} --stack ${name}`;
    let output = `> ${command}\n`;
    /** @param {string} chunk */
    const add = (chunk) => (output += chunk);
    /** @type {"always" | "never"} */
    const color = coloured ? "always" : "never";
    // A failure's error repeats the output.
    const options = { onOutput: add, onError: add, color, suppressProgress: true, signal };
    const resources = await work(options).catch(() => undefined);
    const plain = stripVTControlCharacters(output);
    must(!holdsPassword(plain, passwords), `The output of ${command} holds a password: it is not shown.`);
    const lines = output
      .trimEnd()
      .replaceAll(/(?:\r?\n){2,}/g, "\n\n")
      .split("\n");
    console.log(lines.map((line) => `    | ${line}`.trimEnd()).join("\n"));
    must(resources !== undefined, `${command} failed: its own words are above.`);
    return { drift: driftIn(plain), resources };
  }

  /**
   * @param {boolean} condition
   * @param {string} mistake
   * @returns {asserts condition}
   */
  function must(condition, mistake) {
    if (signal.aborted) throw new SetupError("Interrupted.");
    if (!condition) throw new SetupError(mistake);
  }
}
