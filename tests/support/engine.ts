import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import * as langrpc from "@pulumi/pulumi/proto/language_grpc_pb";
import { grpcClientOptions } from "@pulumi/pulumi/runtime/settings";

/** What one run of the CLI came to. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Program = () => Promise<unknown>;

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the CLI's process id while it runs. */
  readonly onStart?: (pid: number) => void;
}

const root = resolve(__dirname, "../..");

// A run that is refused leaves a connection behind that goes on looking for its engine. Were connections shared, a later
// engine that happens to listen on the same port would be unreachable at first, which the SDK takes for a program that
// declares nothing: the engine would then remove what the stack holds, and succeed.
grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;

/**
 * One stack on the real engine: the CLI itself, a file backend and a PULUMI_HOME of its own, and the program run in
 * this process, which is how the Automation API runs inline programs, too. The project's folder holds nothing but a
 * link to node_modules.
 */
export class EngineStack {
  readonly folder: string;
  program: Program;
  /** What runs instead of `program`, where that is not this process's. */
  runner: grpc.UntypedServiceImplementation | undefined;
  /** Of every command: the CLI on PATH, a backend and a home of its own. */
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, program: Program, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.program = program;
    this.env = env;
  }

  static async create(program: Program, share?: EngineStack): Promise<EngineStack> {
    const folder = await mkdtemp(join(tmpdir(), "iis-identity-engine-"));
    const env = share === undefined ? await freshEnvironment(folder) : share.env;
    const stack = new EngineStack(folder, program, env);
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    await writeFile(join(folder, "Pulumi.yaml"), "name: engine-test\nruntime: nodejs\n");
    const done =
      share === undefined
        ? await stack.cli(["stack", "init", "test"])
        : await stack.cli(["stack", "select", "test"]);
    if (done.code !== 0) throw new Error(`the stack could not be made: ${done.stderr}`);
    return stack;
  }

  /** A command that runs no program. */
  cli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return run([...args, "--non-interactive"], this.folder, this.env, options);
  }

  preview(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    return this.#runProgram(["preview", ...args], options);
  }

  up(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    return this.#runProgram(["up", "--yes", "--skip-preview", ...args], options);
  }

  refresh(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    // `--preview-only` and `--yes` exclude each other.
    const acting = args.includes("--preview-only") ? [] : ["--yes", "--skip-preview"];
    return this.#operate(["refresh", ...acting, ...args], options);
  }

  destroy(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    return this.#operate(["destroy", "--yes", "--skip-preview", ...args], options);
  }

  /** The stack's state as the CLI exports it: secrets stay encrypted. */
  async state(): Promise<State> {
    const { stdout } = await this.cli(["stack", "export"]);
    const exported = JSON.parse(stdout) as { readonly deployment: Partial<State["deployment"]> };
    // An empty stack's state has no list.
    return { ...exported, deployment: { resources: [], ...exported.deployment } };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** An operation that must run the program. */
  async #runProgram(args: readonly string[], options: RunOptions): Promise<Run> {
    if (this.runner !== undefined) return this.#operate(args, options);
    const called = { program: false };
    const done = await this.#operate(args, options, () => {
      called.program = true;
      return this.program();
    });
    if (done.code === 0 && !called.program) throw new Error(`the program was not run: ${done.stdout}`);
    return done;
  }

  async #operate(args: readonly string[], options: RunOptions, program = this.program): Promise<Run> {
    const server = new grpc.Server();
    server.addService(langrpc.LanguageRuntimeService, this.runner ?? new LanguageServer(program));
    const port = await new Promise<number>((resolvePort, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolvePort(bound);
        else reject(error);
      });
    });
    try {
      const client = [`--client=127.0.0.1:${String(port)}`, "--exec-kind=auto.inline", "--stack=test"];
      return await run(
        [...args, ...client, "--non-interactive", "--color=never"],
        this.folder,
        this.env,
        options,
      );
    } finally {
      server.forceShutdown();
    }
  }
}

export interface State {
  readonly deployment: {
    readonly resources: readonly {
      readonly urn: string;
      readonly type: string;
      readonly id?: string;
      readonly inputs?: Readonly<Record<string, unknown>>;
      readonly outputs?: Readonly<Record<string, unknown>>;
    }[];
  };
}

/** The CLI that `npm test` found or installed; a single test run by hand finds one in Pulumi's versions folder. */
export async function pulumiCommand(): Promise<string> {
  const given = process.env["IIS_IDENTITY_PULUMI"];
  if (given !== undefined) return given;
  const versions = join(homedir(), ".pulumi", "versions");
  for (const name of existsSync(versions) ? await readdir(versions) : []) {
    const command = join(versions, name, "bin", "pulumi");
    if (existsSync(command)) return command;
  }
  return "pulumi";
}

async function freshEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const command = await pulumiCommand();
  const home = join(folder, "home");
  const backend = join(folder, "state");
  const temporary = join(folder, "tmp");
  await Promise.all([home, backend, temporary].map((path) => mkdir(path)));
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(command), process.env["PATH"] ?? ""].join(delimiter),
    TMPDIR: temporary,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "engine tests",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

async function run(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  { input = "", env: more = {}, onStart }: RunOptions,
): Promise<Run> {
  const command = await pulumiCommand();
  return new Promise((resolveRun, reject) => {
    const child = spawn(command, args, { cwd, env: { ...env, ...more }, stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      resolveRun({ code, stdout, stderr });
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    child.stdin.end(input);
  });
}
