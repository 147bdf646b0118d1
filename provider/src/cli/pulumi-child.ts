import { execFile } from "node:child_process";
import { IdentityError } from "../domain";
import type { Surroundings } from "./surroundings";

/** One run of the Pulumi CLI for a stack. */
export interface PulumiRun {
  /** Where Pulumi.yaml is. */
  readonly folder: string;
  readonly stack: string;
  /** Without `--stack`; nothing secret, since other programs can see it. */
  readonly args: readonly string[];
  /** Standard input: the way for a secret. */
  readonly input?: string;
  /** What the run was for, as it is told where it fails: `The configuration … could not be read.` */
  readonly failure: string;
}

/**
 * Runs the CLI as a child. What it prints may hold secrets, so that no error repeats any of it.
 *
 * @returns what it wrote to its standard output
 * @throws IdentityError E_STACK
 */
export async function runPulumi({ env }: Pick<Surroundings, "env">, run: PulumiRun): Promise<string> {
  const { folder, stack, args, input = "" } = run;
  // Pulumi's log of its calls would hold secrets in clear.
  const childEnv = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DEBUG_GRPC: undefined };
  const options = { cwd: folder, env: childEnv, maxBuffer: 64 << 20 };
  return new Promise<string>((done, fail) => {
    const all = [...args, "--stack", stack, "--non-interactive"];
    const child = execFile("pulumi", all, options, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else fail(stackError(run, error.code === "ENOENT" ? "missing" : causeOf(stderr)));
    });
    // A child that ends before it has read everything says so by its exit code.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

type Cause = "missing" | "no-stack" | "passphrase" | "other";

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
  const [why, hint] = {
    missing: ["There is no pulumi on PATH.", "Put the Pulumi CLI on PATH, then run the same command again."],
    "no-stack": ["There is no such stack.", `Run pulumi stack init ${stack} first, or name another one.`],
    passphrase: [
      "The passphrase of its secrets is not there, or not the right one.",
      "Set PULUMI_CONFIG_PASSPHRASE, then run the same command again.",
    ],
    other: [
      "The Pulumi CLI did not answer as it should.",
      `Run pulumi config --stack ${stack} in the same folder until it answers.`,
    ],
  }[cause] as [string, string];
  return new IdentityError({ code: "E_STACK", message: `${failure} ${why}`, hint });
}
