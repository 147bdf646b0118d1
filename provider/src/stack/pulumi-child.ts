import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { IdentityError } from "../domain";
import { findProgram } from "../transports";

/** The properties of a process that decide which Pulumi runs, and where. Node's `process` has them. */
export interface PulumiEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Where the project's file is looked for, from there upwards. */
  cwd(): string;
}

/** One run of the Pulumi CLI for a stack. */
interface PulumiRun {
  /** Where Pulumi.yaml is. */
  readonly folder: string;
  readonly stack: string;
  /** Without `--stack`; nothing secret, since other programs can see it. */
  readonly args: readonly string[];
  /** Standard input: the channel for a secret. */
  readonly input?: string;
  /** What the run was for, as reported if it fails: `The configuration … could not be read.` */
  readonly failure: string;
}

/**
 * Runs the CLI as a child process. What it prints may contain secrets, so no error repeats any of it.
 *
 * @returns what it wrote to its standard output
 * @throws IdentityError E_STACK
 */
export async function runPulumi(
  { env, platform }: Pick<PulumiEnvironment, "env" | "platform">,
  run: PulumiRun,
): Promise<string> {
  // Windows would first look in the project's folder, where anybody may have put a program of that name.
  const around = { platform, arch: process.arch, environment: env, exists: existsSync };
  const program = findProgram("pulumi", around);
  if (program === undefined) {
    throw stackError(run, findProgram("pulumi.cmd", around) === undefined ? "missing" : "script");
  }
  const { folder, stack, args, input = "" } = run;
  // Pulumi's log of its calls would hold secrets in clear.
  const childEnv = {
    ...env,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DEBUG_GRPC: undefined,
    // Another file than the one that we read and write.
    PULUMI_OPTION_CONFIG_FILE: undefined,
  };
  const options = { cwd: folder, env: childEnv, maxBuffer: 64 << 20 };
  return new Promise<string>((done, fail) => {
    const all = [...args, "--stack", stack, "--non-interactive"];
    const child = execFile(program, all, options, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else fail(stackError(run, error.code === "ENOENT" ? "missing" : causeOf(stderr)));
    });
    // A child that ends before it has read everything says so by its exit code.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

type Cause = "missing" | "script" | "no-stack" | "passphrase" | "other";

/** Only whether certain words are there: the text itself is never shown. */
function causeOf(stderr: string): Cause {
  if (/no stack named/i.test(stderr)) return "no-stack";
  return /passphrase/i.test(stderr) ? "passphrase" : "other";
}

/** The error of a run that failed, or that answered something else than it should. */
export function stackError(
  { failure, stack }: Pick<PulumiRun, "failure" | "stack">,
  cause: Cause,
): IdentityError {
  const name = isStackName(stack) ? stack : "NAME";
  const [why, hint] = {
    missing: ["There is no pulumi on PATH.", "Put the Pulumi CLI on PATH, then run the same command again."],
    script: [
      "The pulumi on PATH is a script, pulumi.cmd, which can't be started without a shell.",
      "Put the folder of pulumi.exe on PATH, then run the same command again.",
    ],
    "no-stack": ["There is no such stack.", `Run pulumi stack init ${name} first, or name another stack.`],
    passphrase: [
      "The passphrase of its secrets is missing or wrong.",
      "Set PULUMI_CONFIG_PASSPHRASE, then run the same command again.",
    ],
    other: [
      "The Pulumi CLI did not answer as it should.",
      `Run pulumi config --stack ${name} in the same folder until it answers.`,
    ],
  }[cause] as [string, string];
  return new IdentityError({ code: "E_STACK", message: `${failure} ${why}`, hint });
}

/** A text that is not a stack's name may be a secret in the wrong place, and is not repeated. */
export function isStackName(text: string): boolean {
  return /^[\w./-]+$/.test(text);
}
