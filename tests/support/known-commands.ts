import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { commandLine } from "../../provider/src/cli/main";
import { withOutputs } from "../../provider/src/cli/output";
import { repository } from "./markdown";

const flags = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** The commands of Pulumi that pages may name, with their options. The engine lane runs what they advise. */
const pulumiCommands: Readonly<Record<string, ReadonlySet<string>>> = {
  login: flags(),
  "stack init": flags(),
  "stack output": flags("--show-secrets"),
  "config get": flags(),
  "config set": flags("--secret", "--path", "--stack"),
  preview: flags("--diff", "--json", "--expect-no-changes", "--target", "--stack"),
  up: flags("--json", "--stack", "--skip-preview"),
  refresh: flags("--preview-only", "--expect-no-changes", "--diff", "--stack"),
  destroy: flags("--stack"),
  cancel: flags(),
  import: flags(),
};

function manifest(path: string): { name: string; version: string; scripts?: Record<string, string> } {
  return JSON.parse(readFileSync(join(repository, path, "package.json"), "utf8")) as never;
}

/** What is wrong with a line of a shell: nothing for a comment, an empty line, and a command that exists. */
export function complaintsAbout(line: string): readonly string[] {
  const commands = line
    .replace(/(^|\s)#.*$/, "")
    .split("&&")
    .map((command) => command.trim())
    .filter((command) => command !== "");
  return commands.filter((command) => !exists(command));
}

function exists(command: string): boolean {
  const [program, ...words] = command.split(/\s+/);
  switch (program) {
    case "npm":
      return npmExists(words);
    case "npx":
      if (words[0] === "iis-identity") return isCommandLine(words.slice(1));
      return words[0] === "jest" && words.length === 2 && existsSync(join(repository, words[1]!));
    case "pulumi":
      return pulumiExists(words);
    default:
      return false;
  }
}

function npmExists([verb, ...rest]: readonly string[]): boolean {
  const { scripts = {} } = manifest(".");
  switch (verb) {
    case "ci":
      return rest.length === 0;
    case "start":
      return rest.length === 0 && "start" in scripts;
    case "test":
      return rest.length === 0 || (rest[0] === "--" && isLane(rest[1] ?? ""));
    case "run":
      if (rest[0] === "bench" && rest[1] === "--") return rest.slice(2).every(isTable);
      return rest.length === 1 && Object.hasOwn(scripts, rest[0] ?? "");
    case "pack":
      return rest.length === 0 || (rest[0] === "--workspace" && rest[1] === manifest("provider").name);
    case "install":
      return rest.length > 0 && rest.every(isOurs);
    default:
      return false;
  }
}

function isTable(name: string): boolean {
  return name === "--small" || existsSync(join(repository, "bench", "tables", `${name}.mjs`));
}

/** What a page may tell people to install: the file that `npm pack` makes, and the SDK that it stands on. */
function isOurs(wanted: string): boolean {
  const { name, version } = manifest("provider");
  return basename(wanted) === `${name}-${version}.tgz` || wanted === "@pulumi/pulumi";
}

function isLane(name: string): boolean {
  const shared = ["support", "fixtures", ""];
  return (
    ["lint", "quick"].includes(name) ||
    (!shared.includes(name) && existsSync(join(repository, "tests", name)))
  );
}

function pulumiExists(words: readonly string[]): boolean {
  const name = Object.keys(pulumiCommands).find((each) => `${words.join(" ")} `.startsWith(`${each} `));
  if (name === undefined) return false;
  const known = pulumiCommands[name]!;
  return words.filter((word) => word.startsWith("-")).every((word) => known.has(word));
}

/** One of our own commands, with options that it has and no more arguments than it takes. */
function isCommandLine(words: readonly string[]): boolean {
  const program = commandLine({ surroundings: withOutputs(process), ends: () => undefined });
  let command = program;
  let rest = words;
  for (;;) {
    const next = command.commands.find((each) => each.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest = rest.slice(1);
  }
  if (command === program) return rest.length === 0 || ["--help", "--version"].includes(rest.join());
  const operands: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index]!;
    if (!word.startsWith("-")) {
      operands.push(word);
      continue;
    }
    if (word === "--help") continue;
    const option = command.options.find(({ long, short }) => long === word || short === word);
    if (option === undefined) return false;
    if (option.required) index += 1;
  }
  const { registeredArguments } = command;
  const needed = registeredArguments.filter(({ required }) => required).length;
  const variadic = registeredArguments.some((argument) => argument.variadic);
  return (
    rest.includes("--help") ||
    (operands.length >= needed && (variadic || operands.length <= registeredArguments.length))
  );
}
