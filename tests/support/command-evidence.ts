import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Evidence } from "./canary";
import { runCommand, type CommandOptions } from "./command";
import { freshFolder } from "./io-folder";

/** What the `pulumi` on PATH does when a command starts it: it is a program of ours, which notes how it was called. */
export interface PulumiAnswer {
  /** The stack's configuration: then it also sets secrets and reads the stack's file, as the real one does. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

/** One run of a command, in folders of its own. */
export interface CommandCase {
  /** Without the program's name; `around` tells where things lie. */
  readonly args: (around: Around) => readonly string[];
  readonly file: string | Buffer;
  readonly fileName?: string;
  /** What lies beside the metabase: names of backups with their contents. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly pulumi?: (around: Around) => PulumiAnswer;
  /** What the program at `around.scriptHost` says, on both of its streams, before it fails. */
  readonly scriptHost?: string;
  readonly options?: CommandOptions;
  /** The last thing before the run. */
  readonly disturb?: (around: Around) => void;
}

/** Where a run finds its things. */
export interface Around {
  readonly folder: string;
  /** The metabase. */
  readonly path: string;
  /** The folder for temporary files. */
  readonly temporary: string;
  /** A program for the place of the script host, which notes how it was called. */
  readonly scriptHost: string;
}

export interface CommandEvidence {
  readonly code: number;
  /** Codes of errors that were told. */
  readonly errors: readonly string[];
  readonly evidence: readonly Evidence[];
}

const fakePulumi = `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { parse } = require(${JSON.stringify(require.resolve("yaml"))});
const argv = process.argv.slice(2);
writeFileSync(join(__dirname, "called-" + process.pid + ".json"), JSON.stringify({ argv, env: process.env }));
const answer = JSON.parse(readFileSync(join(__dirname, "answer.json"), "utf8"));
const held = join(__dirname, "held.json");
const secrets = existsSync(held) ? JSON.parse(readFileSync(held, "utf8")) : {};
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
if (argv[1] === "set" && answer.configuration !== undefined) {
  const value = readFileSync(0, "utf8").replace(/\\r?\\n$/, "");
  writeFileSync(held, JSON.stringify({ ...secrets, [argv[argv.indexOf("--secret") + 1]]: { value, secret: true } }));
} else if (answer.configuration !== undefined) {
  const file = join(process.cwd(), "Pulumi.web01.yaml");
  const written = existsSync(file) ? (parse(readFileSync(file, "utf8"))?.config ?? {}) : {};
  const values = Object.entries(written).flatMap(([name, value]) =>
    typeof value === "object" ? [[name, { value: JSON.stringify(value), objectValue: value }]] : [],
  );
  process.stdout.write(JSON.stringify({ ...answer.configuration, ...Object.fromEntries(values), ...secrets }));
} else {
  process.stdout.write(answer.stdout ?? "");
}
`;

/** Puts a `pulumi` into a folder that answers so, and notes how it was called in files called-*.json beside it. */
export function layPulumi(folder: string, answer: PulumiAnswer): void {
  writeFileSync(join(folder, "pulumi"), fakePulumi);
  chmodSync(join(folder, "pulumi"), 0o755);
  writeFileSync(join(folder, "answer.json"), JSON.stringify(answer));
}

const fakeScriptHost = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const argv = process.argv.slice(2);
writeFileSync(join(__dirname, "called-" + process.pid + ".json"), JSON.stringify({ argv, env: process.env }));
const { said } = JSON.parse(readFileSync(join(__dirname, "answer.json"), "utf8"));
process.stdout.write(said + "\\n");
process.stderr.write(said + "\\n");
process.exitCode = 1;
`;

/**
 * Runs a command and gathers every place in which it could have left something: its streams, the folders it may write
 * to, and the command line and environment of each child. The metabase and its backups hold passwords by nature: of
 * those the names alone count.
 */
export async function commandEvidence(run: CommandCase): Promise<CommandEvidence> {
  const folder = freshFolder();
  const path = join(folder, run.fileName ?? "MetaBase.xml");
  const temporary = join(folder, "tmp");
  const programs = join(folder, "bin");
  const hosts = join(folder, "host");
  for (const made of [dirname(path), temporary, programs, hosts]) mkdirSync(made, { recursive: true });
  writeFileSync(path, run.file);
  for (const [name, content] of Object.entries(run.beside ?? {})) {
    writeFileSync(join(dirname(path), name), content);
  }
  writeFileSync(join(folder, "Pulumi.yaml"), "name: web\nruntime: nodejs\n");
  const scriptHost = join(hosts, "cscript");
  writeFileSync(scriptHost, fakeScriptHost);
  chmodSync(scriptHost, 0o755);
  writeFileSync(join(hosts, "answer.json"), JSON.stringify({ said: run.scriptHost ?? "" }));
  const around = { folder, path, temporary, scriptHost };
  if (run.pulumi !== undefined) layPulumi(programs, run.pulumi(around));
  run.disturb?.(around);

  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  try {
    const { code, stdout, stderr } = await runCommand(run.args(around), {
      cwd: folder,
      ...run.options,
      env: { PATH: [programs, dirname(process.execPath)].join(":"), ...run.options?.env },
    });
    return {
      code,
      errors: stderr.match(/\bE_[A-Z_]+/g) ?? [],
      evidence: [
        { channel: "standard output", name: "all", content: stdout },
        { channel: "standard error", name: "all", content: stderr },
        ...filesIn(folder, basename(path)),
      ],
    };
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** Of which program a folder holds the notes. */
function programIn(folder: string): string {
  return basename(folder) === "host" ? "script host" : "pulumi";
}

function filesIn(folder: string, metabase: string): readonly Evidence[] {
  return readdirSync(folder).flatMap((name): readonly Evidence[] => {
    const path = join(folder, name);
    const holdsPasswords = name === metabase || (name.startsWith(`${metabase}.`) && name.endsWith(".bak"));
    // What the other program is told to say, and what it keeps as the real one keeps it encrypted, is no leak.
    if (name === "answer.json" || name === "held.json") return [];
    if (lstatSync(path).isDirectory()) {
      return [{ channel: "file name", name, content: "" }, ...filesIn(path, metabase)];
    }
    const child = /^called-\d+\.json$/.test(name);
    const content = holdsPasswords ? "" : readFileSync(path);
    return [{ channel: child ? "child" : "file", name: child ? programIn(folder) : name, content }];
  });
}
